//! Runtimes whose streams give little at a time: through the composed component, a body in pieces of 4 KiB, or of one
//! byte, makes the very same picture as one that comes as quickly as it can.
//!
//! It cannot prove how other runtimes wait for a stream; `deploy/jco/loop.sh` walks through one of them.

use std::net::SocketAddr;
use std::sync::Arc;

use host_test::pictures::{encode, photo, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{S3Config, S3Server};
use image::{DynamicImage, ImageFormat};

/// What is made of an original, and then the answer of who asks for it once more.
async fn make(original: &[u8], name: &str, longest_read: usize) -> (Vec<u8>, Vec<u8>) {
    let bucket = Arc::new(Bucket::in_memory());
    let put = bucket.put(name, Object::new(original.to_vec()), &Condition::Always);
    put.unwrap();
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = S3Server::start(listen, Arc::clone(&bucket), S3Config::default()).await;
    let s3 = s3.unwrap();
    let host = Host::composed().unwrap().env("URL", "http://w.example");
    let host = host.envs(s3_adapter::env(s3.addr()));
    let host = host.longest_read(longest_read);
    let key = format!("50x40/{name}");
    let answer = host.get(&format!("/{key}")).await.unwrap();
    assert_eq!(answer.status, 307, "{name} by {longest_read}: {answer:?}");
    let stored = bucket.get(&key).unwrap().bytes.to_vec();
    let again = host.get(&format!("/{key}")).await.unwrap();
    assert_eq!(again.status, 200, "{name} by {longest_read}: {again:?}");
    (stored, again.body.to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_in_small_pieces_makes_the_same_picture() {
    let large = DynamicImage::from(photo(900, 700));
    let small = DynamicImage::from(quarters(64, 48));
    for (name, picture, format, lengths) in [
        ("large.jpg", &large, ImageFormat::Jpeg, &[4_096][..]),
        ("large.png", &large, ImageFormat::Png, &[4_096]),
        ("small.jpg", &small, ImageFormat::Jpeg, &[4_096, 7, 1]),
        ("small.png", &small, ImageFormat::Png, &[4_096, 7, 1]),
        ("small.gif", &small, ImageFormat::Gif, &[1]),
    ] {
        let original = encode(picture, format);
        let (expected, _) = make(&original, name, usize::MAX).await;
        for longest_read in lengths {
            let (stored, again) = make(&original, name, *longest_read).await;
            assert!(stored == expected, "{name} by {longest_read}");
            assert!(again == expected, "{name} by {longest_read}, stored");
        }
    }
}
