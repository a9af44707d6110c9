//! What fits into an instance of a hosted runtime.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{S3Config, S3Server};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::resize;

/// 128 MiB is what hosted runtimes give; the host's limiter counts every memory of the instance.
#[tokio::test]
async fn twelve_megapixels_fit_into_a_hosted_instance() -> Result<()> {
    let picture = RgbImage::from_fn(4000, 3000, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap_or_default();
        Rgb([byte(x / 16), byte(y / 12), byte(x ^ y)])
    });
    let file = encode(&DynamicImage::from(picture), ImageFormat::Jpeg);
    for transform in ["300x300", "800x600"] {
        let answer = resize(&file, transform, &[]).await?;
        assert_eq!(answer.status, 307, "{transform}: {:?}", answer.body);
        assert!(answer.peak_memory < 96 << 20, "{}", answer.peak_memory);
    }
    Ok(())
}

/// The largest original, composed with the adapter, which holds it as well: a result is made or refused, and never is an
/// allocation.
#[tokio::test]
async fn whatever_is_admitted_fits_into_an_instance_with_the_adapter() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(3340, 3340)), ImageFormat::Bmp);
    assert!((32 << 20) - file.len() < 100_000, "{}", file.len());
    let bucket = Arc::new(Bucket::in_memory());
    let object = Object::new(file);
    bucket.put("a", object, &Condition::Always)?;
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = S3Server::start(listen, Arc::clone(&bucket), S3Config::default()).await?;
    let host = Host::composed()?.envs(s3_adapter::env(s3.addr()));
    let host = host.env("URL", "http://w.example");
    let (mut made, mut refused) = (0, 0);
    for transform in [
        "1000x1000",
        "4000x4000,format=png",
        "2400x2400,format=png",
        "2800x2800,format=png",
        "2400x2400,format=webp",
        "3300x3300,format=jpeg",
    ] {
        let answer = host.get(&format!("/{transform}/a")).await?;
        match answer.status.as_u16() {
            307 => made += 1,
            413 => refused += 1,
            status => panic!("{transform}: {status} {:?}", answer.body),
        }
        println!("{transform} {} {}", answer.status, answer.peak_memory);
    }
    assert!(made > 1 && refused > 0, "{made} made, {refused} refused");
    Ok(())
}
