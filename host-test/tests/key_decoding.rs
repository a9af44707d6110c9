//! Keys that are not written as a bucket's redirect writes them, through the real component: which original is found,
//! where the result lies, and how often the store is asked. How a key is decoded is `src/request.rs`.

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::Host;
use host_test::store::mock::{Call, MockStore};
use image::{DynamicImage, ImageFormat};

fn original() -> Vec<u8> {
    encode(&DynamicImage::from(quarters(8, 6)), ImageFormat::Jpeg)
}

#[tokio::test]
async fn the_first_decoding_that_finds_an_original_counts() -> Result<()> {
    for (target, originals, derivative) in [
        // As it stands, if there is such an original.
        (
            "?key=4x/a+b.jpg",
            &["a+b.jpg", "a b.jpg"][..],
            Ok("4x/a+b.jpg"),
        ),
        (
            "?key=4x/a.jpg&w=2",
            &["a.jpg", "a.jpg&w=2"],
            Ok("4x/a.jpg&w=2"),
        ),
        // As a form.
        ("?key=4x/a+b.jpg", &["a b.jpg"], Ok("4x/a b.jpg")),
        (
            "?key=4x%2Fa%2Bb+c.jpg&w=2",
            &["a+b c.jpg"],
            Ok("4x/a+b c.jpg"),
        ),
        // Composed; stored where it is asked for, so that the bucket finds it next time.
        ("?key=4x/u\u{308}.jpg", &["ü.jpg"], Ok("4x/u\u{308}.jpg")),
        ("/4x/u%CC%88.jpg", &["ü.jpg"], Ok("4x/u\u{308}.jpg")),
        (
            "?key=4x/u%CC%88+.jpg&w=2",
            &["ü .jpg"],
            Ok("4x/u\u{308} .jpg"),
        ),
        // A percent sign that begins no escape of UTF-8 is one, however often the store encodes.
        (
            "?key=4x/per%cent.jpg",
            &["per%cent.jpg"],
            Ok("4x/per%cent.jpg"),
        ),
        (
            "?key=4x/per%25cent.jpg",
            &["per%cent.jpg"],
            Ok("4x/per%cent.jpg"),
        ),
        (
            "?key=4x/per%2525cent.jpg",
            &["per%cent.jpg"],
            Ok("4x/per%cent.jpg"),
        ),
        (
            "/4x/per%25cent%20%ff.jpg",
            &["per%cent %ff.jpg"],
            Ok("4x/per%cent %ff.jpg"),
        ),
        // Where the path is a key, the query is none.
        (
            "/4x/a.jpg?key=9x9/b.jpg",
            &["a.jpg", "b.jpg"],
            Ok("4x/a.jpg"),
        ),
        (
            "/default/resize/4x/a.jpg?v=2&key=9x9/b.jpg",
            &["a.jpg", "b.jpg"],
            Ok("4x/a.jpg"),
        ),
        ("/default/resize?key=4x/a.jpg", &["a.jpg"], Ok("4x/a.jpg")),
        // A path is no form.
        ("/4x/a+b.jpg", &["a b.jpg"], Err(2)),
        ("?key=4x/a+b.jpg", &["a.jpg"], Err(3)),
        ("?key=4x/u%CC%88+.jpg", &["a.jpg"], Err(4)),
        // Nobody composes names in part.
        ("/4x/u%CC%88%C3%BC.jpg", &["üü.jpg"], Err(2)),
    ] {
        let store = MockStore::default();
        for key in originals {
            store.insert(key, original());
        }
        let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
        let target = target.replace("u\u{308}", "u%CC%88");
        let answer = host
            .get(&format!("/{}", target.trim_start_matches('/')))
            .await?;
        let made: Vec<_> = store
            .keys()
            .into_iter()
            .filter(|key| !originals.contains(&key.as_str()))
            .collect();
        match derivative {
            Ok(derivative) => {
                assert_eq!(answer.status, 307, "{target}: {answer:?}");
                assert_eq!(made, [derivative], "{target}");
                // Asked for once more, nothing is made and nobody is sent round.
                let again = host
                    .get(&format!("/{}", target.trim_start_matches('/')))
                    .await?;
                assert_eq!(again.status, 200, "{target}");
            }
            Err(gets) => {
                assert_eq!(answer.status, 404, "{target}: {answer:?}");
                assert!(made.is_empty(), "{target}: {made:?}");
                let calls = store.calls();
                assert!(calls.iter().all(|(call, _)| *call == Call::Get));
                assert_eq!(calls.len(), gets, "{target}: {calls:?}");
            }
        }
    }
    Ok(())
}
