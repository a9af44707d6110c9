//! `url`: what it prints is what the bucket has, and what Marble refuses is refused.

use anyhow::Result;
use host_test::store::bucket::Object;

use crate::program::{Store, marble};

#[tokio::test]
async fn url_prints_the_canonical_spelling() -> Result<()> {
    let website = ("URL", "https://img.example/");
    let key = "a7".repeat(16);
    let signing = ("SIGNING_KEYS", key.as_str());
    let inline = ("DELIVERY", "inline");
    for (arguments, variables, expected) in [
        (
            &[
                "url",
                "trips/my photo+ü.jpg",
                "300x300,quality=80,fit=cover",
            ][..],
            &[website][..],
            "https://img.example/300x300/trips/my%20photo%2B%C3%BC.jpg",
        ),
        (
            &["url", "a.jpg", "9x9", "--env", "RESULT_PREFIX=d/"],
            &[website],
            "https://img.example/d/9x9/a.jpg",
        ),
        (
            &["url", "a.jpg", "9x9", "--base", "https://cdn.example"],
            &[inline],
            "https://cdn.example/9x9/a.jpg",
        ),
        (
            &["url", "--sign", "a.jpg", "300x300"],
            &[website, signing],
            "https://img.example/300x300,sig=",
        ),
    ] {
        let said = marble(arguments, variables).await?;
        assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.stderr);
        assert!(
            said.stdout.starts_with(expected),
            "{arguments:?}: {}",
            said.stdout
        );
        assert!(!said.stdout.contains(&key), "the key is shown");
    }
    Ok(())
}

#[tokio::test]
async fn what_has_no_link_is_told() -> Result<()> {
    let website = ("URL", "https://img.example");
    let listed = ("ALLOWED_RESOLUTIONS", "300x300");
    for (arguments, variables, expected) in [
        (
            &["url", "a.jpg", "9x9"][..],
            &[website, listed][..],
            "allowed",
        ),
        (&["url", "a.jpg", "huge"], &[website], "\"huge\""),
        (&["url", "9x9/a.jpg", "9x9"], &[website], "original"),
        (
            &["url", "--sign", "a.jpg", "9x9"],
            &[website],
            "SIGNING_KEYS",
        ),
        (&["url", "a.jpg", "9x9"], &[], "URL: expected"),
        (
            &["url", "a.jpg", "9x9"],
            &[("DELIVERY", "inline")],
            "--base",
        ),
    ] {
        let said = marble(arguments, variables).await?;
        assert_eq!(said.code, Some(1), "{arguments:?}");
        assert!(
            said.stderr.contains(expected),
            "{arguments:?}: {}",
            said.stderr
        );
        assert_eq!(said.stdout, "");
    }
    Ok(())
}

#[tokio::test]
async fn every_shell_is_told_of_every_command() -> Result<()> {
    let none: [(&str, &str); 0] = [];
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = marble(&["completions", shell], &none).await?;
        assert_eq!(said.code, Some(0));
        for command in ["url", "srcset", "warm", "purge", "gc", "completions"] {
            assert!(said.stdout.contains(command), "{shell}: {command}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn help_has_examples() -> Result<()> {
    let none: [(&str, &str); 0] = [];
    for command in ["url", "srcset", "warm", "purge", "gc", "completions"] {
        let said = marble(&[command, "--help"], &none).await?;
        let example = format!("\n  marble {command} ");
        assert!(said.stdout.contains("Examples:"), "{command}");
        assert!(said.stdout.contains(&example), "{command}: {}", said.stdout);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn srcset_knows_the_size_by_the_original() -> Result<()> {
    let store = Store::start().await?;
    let picture = image::RgbImage::from_pixel(160, 120, image::Rgb([9, 99, 199]));
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png)?;
    store.put("o/a \"b\".png", Object::new(png.into_inner()));
    let website = ("URL", "https://img.example");
    let settings = [website, ("SOURCE_PREFIX", "o/")];
    let key = "a \"b\".png";
    let (small, large) = (
        "https://img.example/40x/a%20%22b%22.png",
        "https://img.example/80x/a%20%22b%22.png",
    );
    for (flags, expected) in [
        (
            &["--widths", "80,40", "--alt", "\"A\" & <B>"][..],
            format!(
                "<img src=\"{large}\" srcset=\"{small} 40w, {large} 80w\" sizes=\"100vw\" width=\"80\" height=\"60\" \
                 alt=\"&quot;A&quot; &amp; &lt;B&gt;\">\n"
            ),
        ),
        (
            &["--widths", "40,80", "--no-fetch", "--sizes", "50vw"],
            format!(
                "<img src=\"{large}\" srcset=\"{small} 40w, {large} 80w\" sizes=\"50vw\" alt=\"\">\n"
            ),
        ),
        (
            &["--widths", "40,80", "--size", "1000x500"],
            format!(
                "<img src=\"{large}\" srcset=\"{small} 40w, {large} 80w\" sizes=\"100vw\" width=\"80\" height=\"40\" \
                 alt=\"\">\n"
            ),
        ),
        (
            &["--densities", "1,2", "--transform", "40x"],
            format!(
                "<img src=\"{small}\" srcset=\"{small} 1x, https://img.example/40x,dpr=2/a%20%22b%22.png 2x\" \
                 width=\"40\" height=\"30\" alt=\"\">\n"
            ),
        ),
    ] {
        let said = store
            .marble(&[&["srcset", key], flags].concat(), &settings)
            .await?;
        assert_eq!(said.stdout, expected, "{flags:?}: {}", said.stderr);
    }
    store.put("o/text.jpg", Object::new("no picture"));
    for (key, expected) in [("text.jpg", "--size"), ("absent.jpg", "--size")] {
        let said = store
            .marble(&["srcset", key, "--widths", "40"], &settings)
            .await?;
        assert_eq!(said.code, Some(1));
        assert!(said.stderr.contains(expected), "{}", said.stderr);
    }
    Ok(())
}
