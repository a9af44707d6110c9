//! What real programs write beside the specification, or what is left of their files, without a pixel less.

use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use host_test::pictures::png_variants::{Original, Variant};
use host_test::pictures::{PngChunk, png_chunk, png_chunks, png_of};
use png::{BitDepth, ColorType};

use super::{RGB, ask};

const IDAT: [u8; 4] = *b"IDAT";

async fn made(file: &[u8], transform: &str, case: &str) -> Result<Vec<u8>> {
    let made = ask(file, transform).await?.file();
    made.with_context(|| format!("{case}, {transform}"))
}

/// The chunks in front of the pixels, and the pixels as they are compressed.
fn split(file: &[u8]) -> (Vec<PngChunk>, Vec<u8>) {
    let (pixels, others): (Vec<_>, Vec<_>) = png_chunks(file)
        .into_iter()
        .partition(|(name, _)| *name == IDAT);
    let head = others.into_iter().filter(|(name, _)| name != b"IEND");
    let pixels = pixels.into_iter().flat_map(|(_, body)| body);
    (head.collect(), pixels.collect())
}

/// A file of these chunks and these parts of pixels.
fn file(head: &[PngChunk], parts: &[&[u8]]) -> Vec<u8> {
    let parts = parts.iter().map(|part| (IDAT, part.to_vec()));
    let chunks: Vec<_> = head.iter().cloned().chain(parts).collect();
    png_of(&[chunks, vec![(*b"IEND", Vec::new())]].concat())
}

/// Some programs write them where a buffer happens to be empty.
#[tokio::test]
async fn chunks_of_pixels_may_be_empty() -> Result<()> {
    for kind in Variant::all() {
        let Original { file: plain, .. } = kind.noise(37, 41);
        let (head, pixels) = split(&plain);
        let (left, right) = pixels.split_at(pixels.len() / 2);
        // The header of zlib is two bytes.
        let (first, others) = pixels.split_at(1);
        for parts in [
            &[&[][..], &pixels][..],
            &[&pixels, &[]],
            &[left, &[], right],
            &[&[], &[], left, &[], &[], &[], right, &[], &[]],
            &[&[], first, &[], others, &[]],
        ] {
            let case = format!("{kind}, {} chunks", parts.len());
            for transform in ["37x41", "5x"] {
                let expected = made(&plain, transform, &case).await?;
                let found = made(&file(&head, parts), transform, &case).await?;
                assert!(found == expected, "{case}, {transform}");
            }
        }
    }
    // All of them.
    let (head, _) = split(&RGB.noise(9, 9).file);
    for parts in [&[][..], &[&[][..]], &[&[], &[]]] {
        let answer = ask(&file(&head, parts), "9x").await?.answer;
        assert_eq!(answer.status, 422, "{answer:?}");
    }
    Ok(())
}

/// Third edition, 11.3.1.1: with fewer than 16 bits, only the lowest ones count, and the others should be 0.
#[tokio::test]
async fn of_a_transparent_colour_only_the_bits_of_a_sample_count() -> Result<()> {
    let kinds = Variant::all().into_iter().filter(|kind| {
        kind.transparent && kind.color != ColorType::Indexed && kind.depth != BitDepth::Sixteen
    });
    let kinds: Vec<_> = kinds.collect();
    assert_eq!(kinds.len(), 2 * (4 + 1));
    for kind in kinds {
        let Original { file: plain, .. } = kind.noise(37, 41);
        let expected = made(&plain, "37x41", &kind.to_string()).await?;
        let bits = u16::MAX << kind.depth as u16;
        for set in [bits, 0x0100, 1 << 15, bits & 0x00aa] {
            let mut chunks = png_chunks(&plain);
            let trns = chunks.iter_mut().find(|(name, _)| name == b"tRNS");
            let (_, body) = trns.context("there is a transparent colour")?;
            for sample in body.chunks_exact_mut(2) {
                let low = u16::from_be_bytes([sample[0], sample[1]]);
                sample.copy_from_slice(&(low | (set & bits)).to_be_bytes());
            }
            let case = format!("{kind}, {set:#06x}");
            let found = made(&png_of(&chunks), "37x41", &case).await?;
            assert!(found == expected, "{case}");
        }
    }
    Ok(())
}

/// One that is shrunk, one that is nearly as it is, and one of which only the middle is seen.
const TRANSFORMS: [&str; 3] = ["4x", "40x299,fit=fill", "40x40"];

#[tokio::test]
async fn what_is_cut_off_behind_the_pixels_is_not_missed() -> Result<()> {
    for interlaced in [false, true] {
        let kind = Variant { interlaced, ..RGB };
        let Original { file: plain, .. } = kind.noise(40, 300);
        // IEND, a checksum, and that of zlib.
        let behind = 12 + 4 + 4;
        for transform in TRANSFORMS {
            let expected = made(&plain, transform, "whole").await?;
            for missing in 1..=behind {
                let case = format!("{kind}, {missing} bytes less");
                let cut = &plain[..plain.len() - missing];
                assert!(made(cut, transform, &case).await? == expected, "{case}");
            }
            for missing in [behind + 8, behind + 100, plain.len() / 2] {
                let cut = &plain[..plain.len() - missing];
                let answer = ask(cut, transform).await?.answer;
                let case = format!("{kind}, {transform}, {missing} bytes less");
                // Of the middle, what lies below it is not read.
                let middle = transform == "40x40" && !interlaced && missing < plain.len() / 3;
                let status = if middle { 307 } else { 422 };
                assert_eq!(answer.status, status, "{case}: {answer:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_that_has_all_rows_may_end_as_it_likes() -> Result<()> {
    let Original { file: plain, .. } = RGB.noise(40, 300);
    let (head, pixels) = split(&plain);
    let mut inflate = flate2::write::ZlibDecoder::new(Vec::new());
    inflate.write_all(&pixels)?;
    let rows = inflate.finish()?;
    // All rows, and no last block.
    let mut endless = ZlibEncoder::new(Vec::new(), Compression::fast());
    endless.write_all(&rows)?;
    endless.flush()?;
    let endless = endless.get_ref().clone();
    let mut more = ZlibEncoder::new(Vec::new(), Compression::fast());
    more.write_all(&[&rows[..], &vec![7; 100_000]].concat())?;
    let more = more.finish()?;
    let (sums, end) = (pixels.len() - 4, [0; 20]);
    let wrong = [&pixels[..sums], &[1, 2, 3, 4]].concat();
    for (name, parts) in [
        ("no checksum", &[&pixels[..sums]][..]),
        ("half a checksum", &[&pixels[..sums + 2]]),
        ("a wrong checksum", &[&wrong]),
        ("no last block", &[&endless]),
        ("bytes behind it", &[&pixels, &end]),
        ("bytes behind it, and nothing", &[&pixels, &end, &[], &end]),
        ("more rows than there are", &[&more]),
    ] {
        let file = file(&head, parts);
        for transform in TRANSFORMS {
            let expected = made(&plain, transform, name).await?;
            assert!(made(&file, transform, name).await? == expected, "{name}");
            // The same without IEND.
            let cut = &file[..file.len() - 12];
            assert!(made(cut, transform, name).await? == expected, "{name}");
        }
    }
    Ok(())
}

/// Whatever chunk it is that is cut.
#[tokio::test]
async fn a_chunk_behind_the_pixels_may_be_cut() -> Result<()> {
    let Original { file: plain, .. } = RGB.noise(40, 300);
    let text = png_chunk(*b"tEXt", b"Comment\0a comment");
    let pixels = &plain[..plain.len() - 12];
    for end in 0..=text.len() {
        let file = [pixels, &text[..end]].concat();
        let expected = made(&plain, "4x", "whole").await?;
        assert!(made(&file, "4x", "cut").await? == expected, "{end}");
    }
    Ok(())
}
