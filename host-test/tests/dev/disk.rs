//! A disk without room: who runs the server reads so, the client is told that the store failed, and of the write that
//! failed nothing is left.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use anyhow::Result;
use host_test::pictures::blue_marble_jpeg;
use host_test::runtime::host::Host;
use host_test::website::browser::visit;

use super::{Server, dev};

/// The server, in a shell that lets it write no file larger than 64 or 128 KiB, as shells count.
fn limited() -> Command {
    let mut command = Command::new("sh");
    // Ignored, the signal becomes an error of the write, as on a disk that is full.
    let script = "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"";
    command.args(["-c", script]).arg(dev().get_program());
    command.stdin(Stdio::null());
    command
}

#[tokio::test]
async fn a_full_disk_is_named_and_does_not_get_fuller() -> Result<()> {
    // What is compiled is kept in a file, which must be there.
    Host::composed()?;
    let folder = tempfile::tempdir()?;
    let bucket = folder.path().join("bucket");
    let log = folder.path().join("log");
    fs::create_dir(&bucket)?;
    fs::write(bucket.join("a.jpg"), blue_marble_jpeg())?;
    let mut command = limited();
    command.stderr(File::create(&log)?);
    let mut server = Server::spawn(command, &bucket)?;
    let website = server.line("website")?;
    server.line("Ctrl-C")?;

    let large = visit(&format!("{website}/900x900,format=png/a.jpg")).await?;
    assert_eq!(large.statuses(), [307, 502], "{:?}", large.last());
    let log = fs::read_to_string(&log)?;
    for line in [
        "s3: cannot write \"900x900,format=png/a.jpg\": File too large",
        "s3-store: PUT refused: XMinioStorageFull (507): the store's disks are full",
    ] {
        assert!(log.contains(line), "expected {line:?} in {log}");
    }
    for own in ["tmp", "next", "meta", "objects"] {
        let left = fs::read_dir(bucket.join(".marble").join(own))?.count();
        assert_eq!(left, 0, "{own}");
    }
    assert!(!bucket.join("900x900,format=png").exists());
    // What finds room is made.
    let small = visit(&format!("{website}/30x30/a.jpg")).await?;
    assert_eq!(small.statuses(), [307, 307, 200]);
    Ok(())
}
