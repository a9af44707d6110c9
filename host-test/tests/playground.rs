//! The playground in a real browser: from a dropped photo to a URL that is copied, with every option of the grammar; and
//! what its addresses refuse. Whether the page is beautiful, no test can tell: `MARBLE_SCREENSHOTS=folder` writes it down.
//!
//! Needs Chromium and its driver, and npm for axe-core; `MARBLE_CHROMIUM=no` leaves the browser out.

mod accessible;
mod addresses;
mod browser;
mod file;
mod page;

use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::blue_marble_jpeg;
use host_test::runtime::host::Host;
use host_test::store::bucket::{Bucket, Condition, Object};

/// The dev server with one original, and variables of Marble.
async fn start(env: &'static [(&str, &str)]) -> Result<DevServer> {
    let bucket = Arc::new(Bucket::in_memory());
    let original = Object::new(blue_marble_jpeg()).with_content_type("image/jpeg");
    let put = bucket.put("blue_marble.jpg", original, &Condition::Always);
    put.map_err(|error| anyhow::anyhow!("{error}"))?;
    let adjust = |host: Host| {
        env.iter()
            .fold(host, |host, (name, value)| host.env(name, value))
    };
    DevServer::start(bucket, Settings::default(), adjust).await
}
