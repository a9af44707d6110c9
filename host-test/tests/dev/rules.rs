//! `cargo dev limits` and `cargo dev sign`, and what the greeting says of the rules: what a user types, and what the real
//! component makes of what is printed.

use anyhow::{Context, Result};
use host_test::website::browser::visit;

use super::{Server, dev};

const KEYS: &str = "SIGNING_KEYS=8f1c9d0be7a24a54a3f86b17c25d9e30b1d04c6f72e85a99c3107d2f4be6518a";

/// Exit code, standard output and standard error.
fn run(arguments: &[&str]) -> Result<(Option<i32>, String, String)> {
    let output = dev().args(arguments).output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    ))
}

#[test]
fn limits_says_how_much_may_be_made() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("settings.env");
    std::fs::write(
        &file,
        "ALLOWED_RESOLUTIONS=300x300,600x\nALLOWED_OPTIONS=quality=60|80, dpr=1|2\n",
    )?;
    let file = file.display().to_string();
    for (arguments, words) in [
        (&[][..], "Nothing restricts what may be made"),
        (&[], "more than 10^38"),
        (&["--env-file", &file], "at most 8 derivatives"),
        (
            &[
                "--env-file",
                &file,
                "--env",
                "PRESETS=a=9x9; b=9x,format=auto",
            ],
            "at most 13 derivatives",
        ),
        // 8 of 600 pixels are less than 4096 only without a dpr.
        (
            &["--env-file", &file, "--env", "MAX_RESULT_SIDE=600"],
            "at most 6 derivatives",
        ),
        (&["--env", KEYS], "at most 0 derivatives"),
        (
            &["--env", "ALLOWED_RESOLUTIONS=1..4096x1..4096"],
            "at most 134,217,728 derivatives",
        ),
    ] {
        let (code, printed, error) = run(&[&["limits"], arguments].concat())?;
        assert_eq!(code, Some(0), "{arguments:?}: {error}");
        assert!(printed.contains(words), "{arguments:?}: {printed}");
        assert!(!printed.contains("8f1c9d0b"), "{printed}");
    }
    let (code, _, error) = run(&["limits", "--env", "ALLOWED_RESOLUTIONS=300"])?;
    assert_eq!(code, Some(1), "{error}");
    assert!(
        error.contains("ALLOWED_RESOLUTIONS: expected sizes"),
        "{error}"
    );
    Ok(())
}

#[test]
fn sign_refuses_what_would_not_be_made() -> Result<()> {
    for (key, settings, words) in [
        ("300x300/a.jpg", &[][..], "SIGNING_KEYS"),
        ("300x300", &[KEYS], "TRANSFORM/ORIGINAL"),
        ("300x300/", &[KEYS], "without an original"),
        ("300/a.jpg", &[KEYS], "expected a size"),
        (
            "thumb/a.jpg",
            &[KEYS, "PRESETS=thumb=9x9"],
            "expected a size",
        ),
        ("300x300/9x9/a.jpg", &[KEYS], "but found the derivative"),
        ("300x300/../a.jpg", &[KEYS], "a segment . or .."),
        (
            "300x300/a.jpg",
            &["SIGNING_KEYS=0badc0de"],
            "SIGNING_KEYS: expected keys",
        ),
    ] {
        let settings = settings.iter().flat_map(|setting| ["--env", setting]);
        let arguments: Vec<_> = ["sign", key].into_iter().chain(settings).collect();
        let (code, printed, error) = run(&arguments)?;
        assert_eq!((code, printed.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(error.contains(words), "{arguments:?}: {error}");
        assert!(
            !error.contains("8f1c9d0b") && !error.contains("0badc0de"),
            "{error}"
        );
    }
    Ok(())
}

/// From the command to the picture, by way of the bucket's website.
#[tokio::test]
async fn a_path_that_sign_prints_leads_to_its_picture() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut command = dev();
    command.args(["--env", KEYS, "--env", "RESULT_PREFIX=made/"]);
    let mut server = Server::spawn(command, folder.path())?;
    let website = server.line("website")?;
    server.line("Ctrl-C")?;
    std::fs::copy(
        folder.path().join("blue_marble.jpg"),
        folder.path().join("my photo+\u{fc}.jpg"),
    )?;
    for (key, size) in [
        ("30x20,fit=fill,quality=80/blue_marble.jpg", (30, 20)),
        ("20x30,fit=fill,format=auto/my photo+\u{fc}.jpg", (20, 30)),
    ] {
        let (code, path, error) =
            run(&["sign", key, "--env", KEYS, "--env", "RESULT_PREFIX=made/"])?;
        assert_eq!(code, Some(0), "{error}");
        let address = format!("{website}{}", path.trim());
        let first = visit(&address).await?;
        assert_eq!(
            first.last().status,
            200,
            "{address}: {:?}",
            first.statuses()
        );
        let picture = image::load_from_memory(&first.last().body)?;
        assert_eq!((picture.width(), picture.height()), size);
        // From then on it is the bucket's, unless the format was left to the client.
        let bucket = if key.contains("auto") {
            first.last().url.to_string()
        } else {
            address.clone()
        };
        assert_eq!(visit(&bucket).await?.statuses(), [200], "{bucket}");

        let last = path.rfind("sig=").context("a signature")? + 4;
        let (before, signature) = path.trim().split_at(last);
        let other = if signature.starts_with('A') { "B" } else { "A" };
        let forged = format!("{website}{before}{other}{}", &signature[1..]);
        assert_eq!(visit(&forged).await?.last().status, 403, "{forged}");
    }
    Ok(())
}

#[test]
fn the_greeting_says_where_nothing_is_restricted() -> Result<()> {
    let none = "limits   none: anybody may have any picture made in any way (cargo dev limits)\n";
    for (settings, expected) in [
        (&[][..], true),
        (&["--env", "DELIVERY=inline"], true),
        (&["--env", "ALLOWED_RESOLUTIONS=9x9"], false),
        (&["--env", KEYS], false),
    ] {
        let folder = tempfile::tempdir()?;
        let mut command = dev();
        command.args(settings);
        let mut server = Server::spawn(command, folder.path())?;
        let greeting = server.until("Ctrl-C")?;
        assert_eq!(
            greeting.contains(none),
            expected,
            "{settings:?}: {greeting}"
        );
    }
    Ok(())
}
