//! `ListObjectsV2` over TCP.

use super::start;

#[tokio::test]
async fn a_listing_has_groups_and_pages() {
    let (_server, client) = start().await;
    for key in [
        "a.jpg",
        "300x300/a.jpg",
        "300x300/b.jpg",
        "600x/a.jpg",
        "z & <z>",
    ] {
        client.put(key, key).await;
    }
    for (query, keys, groups) in [
        (
            "",
            vec![
                "300x300/a.jpg",
                "300x300/b.jpg",
                "600x/a.jpg",
                "a.jpg",
                "z &amp; &lt;z&gt;",
            ],
            vec![],
        ),
        (
            "&delimiter=%2F",
            vec!["a.jpg", "z &amp; &lt;z&gt;"],
            vec!["300x300/", "600x/"],
        ),
        (
            "&prefix=300x300%2F",
            vec!["300x300/a.jpg", "300x300/b.jpg"],
            vec![],
        ),
        (
            "&prefix=300x300%2F&delimiter=%2F",
            vec!["300x300/a.jpg", "300x300/b.jpg"],
            vec![],
        ),
        ("&prefix=none", vec![], vec![]),
        ("&start-after=a.jpg", vec!["z &amp; &lt;z&gt;"], vec![]),
        (
            "&start-after=a.jpg&encoding-type=url",
            vec!["z%20%26%20%3Cz%3E"],
            vec![],
        ),
        ("&max-keys=0", vec![], vec![]),
    ] {
        let path = format!("/photos?list-type=2{query}");
        let reply = client.call_path("GET", path).send().await;
        assert_eq!(reply.status, 200, "{query}");
        assert_eq!(reply.elements("Key"), keys, "{query}");
        assert_eq!(
            reply.element("IsTruncated").as_deref(),
            Some("false"),
            "{query}"
        );
        let count = (keys.len() + groups.len()).to_string();
        assert_eq!(reply.element("KeyCount"), Some(count), "{query}");
        let found: Vec<String> = reply.elements("CommonPrefixes");
        let groups: Vec<_> = groups
            .iter()
            .map(|g| format!("<Prefix>{g}</Prefix>"))
            .collect();
        assert_eq!(found, groups, "{query}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_a_gap() {
    let (_server, client) = start().await;
    for key in ["a", "d/1", "d/2", "e", "ü/1"] {
        client.put(key, key).await;
    }
    let mut found = Vec::new();
    let mut next = String::new();
    loop {
        let path = format!("/photos?list-type=2&delimiter=%2F&max-keys=1{next}");
        let reply = client.call_path("GET", path).send().await;
        found.extend(reply.elements("Key"));
        found.extend(reply.elements("CommonPrefixes"));
        let Some(token) = reply.element("NextContinuationToken") else {
            break;
        };
        next = format!("&continuation-token={token}");
    }
    assert_eq!(
        found,
        ["a", "<Prefix>d/</Prefix>", "e", "<Prefix>ü/</Prefix>"]
    );
    let path = "/photos?list-type=2&continuation-token=invented%2F";
    let reply = client.call_path("GET", path).send().await;
    assert_eq!(reply.outcome(), (400, "InvalidArgument".to_owned()));
}
