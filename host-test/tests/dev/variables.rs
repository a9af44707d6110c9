//! Marble's variables by `--env` and `--env-file`: what is set there, the component sees.

use anyhow::Result;
use host_test::website::browser::visit;

use super::{Server, dev};

#[tokio::test]
async fn variables_reach_marble_and_the_command_line_counts_more() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("settings.env");
    let bucket = folder.path().join("bucket");
    let settings = "# What may be made\n\nPRESETS=thumb=40x30,fit=fill\nALLOWED_TRANSFORMS=presets\n\
        DELIVERY=redirect\nBASE_PATH=/img\n";
    std::fs::write(&file, settings)?;
    let mut command = dev();
    command.arg("--env-file").arg(&file);
    command.args(["--env", "DELIVERY=inline", "--env", "RESULT_PREFIX=made/"]);
    let mut server = Server::spawn(command, &bucket)?;
    let website = server.line("website")?;
    server.line("Ctrl-C")?;

    // Inline, from below the other path: the answer itself is the picture.
    let made = visit(&format!("{website}/thumb/blue_marble.jpg")).await?;
    assert_eq!(made.statuses(), [307, 200]);
    assert_eq!(made.last().url.path(), "/img");
    let picture = image::load_from_memory(&made.last().body)?;
    assert_eq!((picture.width(), picture.height()), (40, 30));
    assert!(bucket.join("made/thumb/blue_marble.jpg").exists());

    let other = visit(&format!("{website}/300x300/blue_marble.jpg")).await?;
    assert_eq!(other.statuses(), [307, 403]);
    Ok(())
}

#[test]
fn what_is_no_variable_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("settings.env");
    std::fs::write(&file, "DELIVERY=inline\nALLOWED_RESOLUTIONS 300x300\n")?;
    let file = file.display().to_string();
    for (arguments, code, words) in [
        (["--env", "DELIVERY"], 2, "expected NAME=VALUE".to_owned()),
        (
            ["--env-file", &file],
            1,
            format!("{file}, line 2: expected NAME=VALUE"),
        ),
        (["--env-file", "absent.env"], 1, "absent.env".to_owned()),
    ] {
        let output = dev().args(arguments).output()?;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(&words), "{arguments:?}: {error}");
    }
    Ok(())
}
