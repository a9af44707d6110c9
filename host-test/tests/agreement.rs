//! Results beside sharp's for the same requests (`agreement/generate.mjs`), as an eye would compare them: SSIMULACRA2,
//! where 100 is the same picture. Crops that are off by a pixel, other colours, a shift by half a pixel and dark fringes
//! at transparent edges all cost more than there is to lose.
//!
//! What is compared is how pictures are resized, not how they are compressed. A JPEG of Marble has other steps than one of
//! sharp's: it is asked for at quality 100, and written once more as sharp writes it. That this is what sharp writes, byte by
//! byte, is a test of `crates/jpeg`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use host_test::pictures::{decode, linear_from_srgb};
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use host_test::workspace;
use image::{DynamicImage, Rgba};
use marble_jpeg::decode::{Decoder, MAX_SCANS, Scale};
use marble_jpeg::encode::{Options, Quantization};
use serde::Deserialize;
use ssimulacra2::{LinearRgb, compute_frame_ssimulacra2};

/// The least that counts as the same picture.
const AGREEMENT: f64 = 85.0;

/// A request, and the file that sharp made of it.
#[derive(Deserialize)]
struct Case {
    original: String,
    transform: String,
    sharp: PathBuf,
}

fn folder() -> PathBuf {
    workspace::root().join("host-test/tests/agreement")
}

fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = folder().join(path);
    std::fs::read(&path).with_context(|| path.display().to_string())
}

impl Case {
    async fn result(&self) -> Result<Vec<u8>> {
        let original = read(Path::new("originals").join(&self.original))?;
        if !self.is_jpeg() {
            return self.resize(original, &self.transform).await;
        }
        let transform = self.transform.replace("quality=95", "quality=100");
        ensure!(transform != self.transform, "sharp's quality is 95");
        as_sharp_writes(&self.resize(original, &transform).await?)
    }

    fn is_jpeg(&self) -> bool {
        self.sharp
            .extension()
            .is_some_and(|extension| extension == "jpeg")
    }

    /// The pixels of a result. Those of AVIFs are read by Marble, whose reading other cases show to be right.
    async fn picture(&self, result: Vec<u8>) -> Result<DynamicImage> {
        if !self.transform.contains("format=avif") {
            return Ok(decode(&result));
        }
        let png = self.resize(result, "9999x,enlarge=no,format=png").await?;
        Ok(decode(&png))
    }

    async fn resize(&self, original: Vec<u8>, transform: &str) -> Result<Vec<u8>> {
        let store = MockStore::with("a", original);
        let host = Host::resizer(store)?
            .env("DELIVERY", "inline")
            .env("MAX_RESULT_SIDE", "9999");
        let answer = host.get(&format!("/{transform}/a")).await?;
        ensure!(answer.status == 200, "{:?}", answer.body);
        Ok(answer.body.to_vec())
    }
}

/// The same planes as a JPEG of quality 95, with libjpeg's steps.
fn as_sharp_writes(jpeg: &[u8]) -> Result<Vec<u8>> {
    let decoder = Decoder::new(jpeg)?;
    let planes = decoder.decode(Scale::Full, None, MAX_SCANS)?.planes;
    let options = Options {
        quality: 95,
        quantization: Quantization::Libjpeg,
        progressive: false,
        icc_profile: None,
    };
    Ok(marble_jpeg::encode::encode(&planes, &options)?)
}

/// The picture on a ground of one brightness, in linear light.
fn linear(picture: &DynamicImage, ground: u8) -> Result<LinearRgb> {
    let picture = picture.to_rgba8();
    let laid = |pixel: &Rgba<u8>| {
        let [red, green, blue, alpha] = pixel.0.map(f32::from);
        let laid = |color: f32| (color * alpha + f32::from(ground) * (255.0 - alpha)) / 255.0;
        [red, green, blue].map(|color| linear_from_srgb(laid(color) / 255.0))
    };
    let pixels = picture.pixels().map(laid).collect();
    let (width, height) = picture.dimensions();
    Ok(LinearRgb::new(pixels, width as usize, height as usize)?)
}

/// The lowest score on black, grey and white.
fn agreement(ours: &DynamicImage, sharps: &DynamicImage) -> Result<f64> {
    let sizes = [ours, sharps].map(|picture| (picture.width(), picture.height()));
    ensure!(sizes[0] == sizes[1], "{sizes:?}");
    let mut lowest = f64::MAX;
    for ground in [0, 128, 255] {
        let score = compute_frame_ssimulacra2(linear(sharps, ground)?, linear(ours, ground)?)?;
        lowest = lowest.min(score);
    }
    Ok(lowest)
}

#[tokio::test]
async fn looks_as_what_sharp_makes() -> Result<()> {
    let cases: Vec<Case> = serde_json::from_slice(&read("cases.json")?)?;
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let name = format!("{} {}", case.transform, case.original);
        let ours = case.result().await.context(name.clone())?;
        if let Some(folder) = std::env::var_os("SAVE_RESULT") {
            std::fs::write(Path::new(&folder).join(&case.sharp), &ours)?;
        }
        let sharps = read(Path::new("sharp").join(&case.sharp))?;
        let (ours, sharps) = (case.picture(ours).await?, case.picture(sharps).await?);
        let score = agreement(&ours, &sharps).context(name.clone())?;
        println!("{score:6.2} {name}");
        if score < AGREEMENT {
            wrong.push(format!("{score:.2} {name}"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
