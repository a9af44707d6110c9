//! Where variables come from, and that none of a secret is told.

use anyhow::Result;
use host_test::store::s3::{Fault, SECRET_KEY, Target};

use crate::program::{Store, marble};

#[tokio::test]
async fn a_file_counts_more_than_the_environment_and_a_flag_more_than_both() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("marble.env");
    std::fs::write(
        &file,
        "# where it is\nURL=https://file.example\nRESULT_PREFIX=f/\n",
    )?;
    let file = file.to_str().unwrap();
    let environment = [
        ("URL", "https://environment.example"),
        ("PRESETS", "thumb=9x9"),
    ];
    for (flags, expected) in [
        (&[][..], "https://environment.example/thumb/a.jpg\n"),
        (
            &["--env-file", file],
            "https://file.example/f/thumb/a.jpg\n",
        ),
        (
            &["--env-file", file, "--env", "URL=https://flag.example"],
            "https://flag.example/f/thumb/a.jpg\n",
        ),
    ] {
        let arguments = [&["url", "a.jpg", "thumb"], flags].concat();
        let said = marble(&arguments, &environment).await?;
        assert_eq!(said.stdout, expected, "{}", said.stderr);
    }
    std::fs::write(file, "URL=https://file.example\nhush-hush\n")?;
    let said = marble(&["url", "a", "9x9", "--env-file", file], &environment).await?;
    assert_eq!(said.code, Some(1));
    assert!(
        said.stderr.contains("line 2: expected NAME=VALUE"),
        "{}",
        said.stderr
    );
    assert!(!said.stderr.contains("hush"));
    Ok(())
}

/// The store echoes what it likes; `Store::marble` looks for the secret in all that is written.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_refuses_is_told_with_a_remedy() -> Result<()> {
    let store = Store::start().await?;
    for (variable, value, expected) in [
        (
            "AWS_SECRET_ACCESS_KEY",
            "another-secret",
            "AWS_SECRET_ACCESS_KEY does not belong",
        ),
        (
            "AWS_ACCESS_KEY_ID",
            "nobody",
            "does not know AWS_ACCESS_KEY_ID",
        ),
        ("BUCKET", "elsewhere", "BUCKET does not exist"),
        ("AWS_REGION", "eu-west-1", "AWS_REGION"),
        ("S3_ENDPOINT", "http://127.0.0.1:1", "cannot be reached"),
    ] {
        let said = store.marble(&["gc"], &[(variable, value)]).await?;
        assert_eq!(said.code, Some(1), "{variable}: {}", said.stdout);
        assert!(
            said.stderr.contains(expected),
            "{variable}: {}",
            said.stderr
        );
        assert!(!said.stderr.contains("another-secret"), "{}", said.stderr);
    }
    store.s3.faults().always(Target::any(), Fault::SkewedClock);
    let said = store.marble(&["gc"], &[]).await?;
    assert!(
        said.stderr.contains("the clock of this machine"),
        "{}",
        said.stderr
    );
    assert!(!format!("{said:?}").contains(SECRET_KEY));
    Ok(())
}
