//! `url`: what it prints is what the bucket has, and what Marble refuses is refused.

use anyhow::Result;

use crate::program::marble;

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
        for command in ["url", "warm", "purge", "gc", "completions"] {
            assert!(said.stdout.contains(command), "{shell}: {command}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn help_has_examples() -> Result<()> {
    let none: [(&str, &str); 0] = [];
    for command in ["url", "warm", "purge", "gc", "completions"] {
        let said = marble(&[command, "--help"], &none).await?;
        let example = format!("\n  marble {command} ");
        assert!(said.stdout.contains("Examples:"), "{command}");
        assert!(said.stdout.contains(&example), "{command}: {}", said.stdout);
    }
    Ok(())
}
