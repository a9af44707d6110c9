//! The loop as a browser walks it: website → Marble → website, with the composed component, the in-process S3 and
//! real connections. Also which keys survive it, for each way that stores write a key into `Location`.

use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::{decode, encode, quarters};
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::website::browser::visit;
use host_test::website::{KeySpelling, MissingStatus, WebsiteConfig};
use image::{DynamicImage, ImageFormat};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Keys that every spelling must carry.
const KEYS: &[&str] = &[
    "a.png",
    "folder/deep/a.png",
    "sp ace.png",
    "pl+us.png",
    "amp&er=sand.png",
    "ques?tion.png",
    "key=value&key=9x9.png",
    "semi;colon,comma.png",
    "100% sure.png",
    "50%.png",
    "quo'te\"s.png",
    "(paren)[bracket]{brace}.png",
    "til~de!star*at@dollar$colon:.png",
    "less<than>pipe|caret^tick`.png",
    "ü-日本-😀.png",
    "double//slash.png",
    "/leading.png",
    "trailing/",
    "300x300.png",
    "...",
];

/// Keys that hold what reads as an escape: decoded twice, they would become others.
const ESCAPES: &[&str] = &["pct%41.png", "%2e%2e.png", "%25.png"];

fn picture() -> Vec<u8> {
    encode(&DynamicImage::from(quarters(24, 18)), ImageFormat::Png)
}

async fn start(keys: &[&str], website: WebsiteConfig, rule_prefix: &str) -> Result<DevServer> {
    let bucket = Arc::new(Bucket::in_memory());
    for key in keys {
        let put = bucket.put(key, Object::new(picture()), &Condition::Always);
        put.map_err(|error| anyhow::anyhow!("{key}: {error}"))?;
    }
    let settings = Settings {
        website,
        rule_prefix: rule_prefix.to_owned(),
        ..Settings::default()
    };
    DevServer::start(bucket, settings, |host| host).await
}

fn url(servers: &DevServer, key: &str) -> String {
    let path = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string();
    // Slashes tell segments apart; everything else is told by its escape.
    let path = path.replace("%2F", "/");
    format!("http://{}/{path}", servers.website.addr())
}

fn spelled(key_spelling: KeySpelling) -> WebsiteConfig {
    WebsiteConfig {
        key_spelling,
        ..WebsiteConfig::default()
    }
}

const QUERY: &str = "default/resize?key=";
const PATH: &str = "default/resize/";

/// Walks the loop for each key, and looks into the bucket.
async fn assert_loop(servers: &DevServer, keys: &[&str], case: &str) -> Result<()> {
    for key in keys {
        let derivative = format!("9x9/{key}");
        let visit = visit(&url(servers, &derivative)).await?;
        let case = format!("{case} {key:?}: {visit:?}");
        assert_eq!(visit.statuses(), [307, 307, 200], "{case}");
        let stored = servers.bucket.get(&derivative).expect(&case);
        assert_eq!(visit.last().body, stored.bytes, "{case}");
        assert_eq!(stored.content_type.as_deref(), Some("image/png"), "{case}");
        let picture = decode(&stored.bytes);
        assert_eq!((picture.width(), picture.height()), (9, 9), "{case}");
    }
    Ok(())
}

#[tokio::test]
async fn the_first_request_makes_and_the_second_is_served_by_the_bucket() -> Result<()> {
    let servers = start(&["a.png"], WebsiteConfig::default(), QUERY).await?;
    let address = format!("http://{}/9x9/a.png", servers.website.addr());
    let first = visit(&address).await?;
    assert_eq!(first.statuses(), [307, 307, 200]);
    let marble = format!(
        "http://{}/default/resize?key=9x9/a.png",
        servers.marble.addr()
    );
    assert_eq!(first.hops[1].url.as_str(), marble);
    assert_eq!(first.hops[2].url, first.hops[0].url);
    let headers = &first.last().headers;
    assert_eq!(headers["content-type"], "image/png");
    let immutable = "public, max-age=31536000, immutable";
    assert_eq!(headers["cache-control"], immutable);

    servers.s3.forget_requests();
    let second = visit(&address).await?;
    assert_eq!(second.statuses(), [200]);
    assert_eq!(second.last().body, first.last().body);
    assert_eq!(servers.s3.requests().len(), 0, "the bucket serves it alone");

    // A cache that kept the first redirect sends here for ever: a second redirect would be a loop.
    let replayed = visit(&marble).await?;
    assert_eq!(replayed.statuses(), [200]);
    assert_eq!(replayed.last().body, first.last().body);
    Ok(())
}

#[tokio::test]
async fn every_key_survives_every_spelling() -> Result<()> {
    for spelling in [
        KeySpelling::Raw,
        KeySpelling::Encoded,
        KeySpelling::DoubleEncoded,
    ] {
        let servers = start(KEYS, spelled(spelling), QUERY).await?;
        assert_loop(&servers, KEYS, &format!("{spelling:?}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_hash_survives_where_the_store_encodes_it() -> Result<()> {
    let keys = &["ha#sh.png"];
    for spelling in [KeySpelling::Encoded, KeySpelling::DoubleEncoded] {
        let servers = start(keys, spelled(spelling), QUERY).await?;
        assert_loop(&servers, keys, &format!("{spelling:?}")).await?;
    }
    // Raw, it begins a fragment, which stays in the browser: another key, and nothing is stored under it.
    let servers = start(keys, spelled(KeySpelling::Raw), QUERY).await?;
    let visit = visit(&url(&servers, "9x9/ha#sh.png")).await?;
    assert_eq!(visit.statuses(), [307, 404]);
    assert_eq!(servers.bucket.keys(), ["ha#sh.png"]);
    Ok(())
}

#[tokio::test]
async fn the_path_form_carries_what_reads_as_an_escape() -> Result<()> {
    let keys: Vec<_> = [KEYS, ESCAPES].concat();
    let servers = start(&keys, spelled(KeySpelling::Encoded), PATH).await?;
    assert_loop(&servers, &keys, "path form").await?;
    // In the query form each of them is another key first; there is none of that name, and so it is read as a form.
    let servers = start(ESCAPES, spelled(KeySpelling::Encoded), QUERY).await?;
    assert_loop(&servers, ESCAPES, "query form").await
}

#[tokio::test]
async fn the_longest_key_goes_round() -> Result<()> {
    let key = "k".repeat(1020);
    let servers = start(&[&key], WebsiteConfig::default(), QUERY).await?;
    assert_loop(&servers, &[&key], "1,024 bytes").await
}

#[tokio::test]
async fn what_is_no_key_ends_at_marble() -> Result<()> {
    let servers = start(&["a.png"], WebsiteConfig::default(), QUERY).await?;
    for (path, statuses) in [
        ("absent.png", &[307, 400][..]),
        ("9x9/absent.png", &[307, 404]),
        ("9x9/9x9/a.png", &[307, 400]),
        ("9x9/back%5Cslash.png", &[307, 400]),
        ("9x9/a.png%0d%0aSet-Cookie:x=1", &[307, 400]),
        ("0x9/a.png", &[307, 400]),
    ] {
        let visit = visit(&format!("http://{}/{path}", servers.website.addr())).await?;
        assert_eq!(visit.statuses(), statuses, "{path}: {visit:?}");
        assert!(!visit.last().headers.contains_key("set-cookie"), "{path}");
    }
    assert_eq!(servers.bucket.keys(), ["a.png"]);
    Ok(())
}

/// A bucket that says 403 of what is missing never asks Marble: docs/bucket.md says how to make it say 404.
#[tokio::test]
async fn a_website_that_says_403_does_not_reach_the_rule() -> Result<()> {
    let config = WebsiteConfig {
        missing_status: MissingStatus::Forbidden,
        ..WebsiteConfig::default()
    };
    let servers = start(&["a.png"], config, QUERY).await?;
    let visit = visit(&url(&servers, "9x9/a.png")).await?;
    assert_eq!(visit.statuses(), [403]);
    Ok(())
}

/// Many at once ask for what does not exist: each gets it, and it is stored once.
#[tokio::test]
async fn a_stampede_ends_with_one_object() -> Result<()> {
    let servers = start(&["a.png"], WebsiteConfig::default(), QUERY).await?;
    let address = url(&servers, "9x9/a.png");
    let visits = (0..8).map(|_| {
        let address = address.clone();
        tokio::spawn(async move { visit(&address).await })
    });
    for visit in visits.collect::<Vec<_>>() {
        let visit = visit.await??;
        assert_eq!(visit.last().status, 200, "{visit:?}");
    }
    assert_eq!(servers.bucket.keys(), ["9x9/a.png", "a.png"]);
    Ok(())
}
