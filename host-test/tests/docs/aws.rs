//! The files for AWS: that S3 takes them, and that the page shows them as they are.

use anyhow::{Context, Result, ensure};
use host_test::website::WebsiteConfig;
use serde_json::Value;

use crate::docs::code::{Size, config, parse};
use crate::docs::pages::{blocks, read};

const BUCKET: &str = "docs/bucket.md";

#[test]
fn rule_and_policy_are_the_files() -> Result<()> {
    let blocks = blocks(&read(BUCKET), "json");
    let blocks = blocks.iter().map(|block| serde_json::from_str(block));
    let blocks: Vec<Value> = blocks.collect::<Result<_, _>>()?;
    for file in ["routing-rules.json", "component-policy.json"] {
        let file = format!("deploy/aws/{file}");
        let expected: Value = serde_json::from_str(&read(&file)).context(file.clone())?;
        ensure!(blocks.contains(&expected), "{BUCKET} does not show {file}");
    }
    Ok(())
}

#[test]
fn the_files_for_aws_are_what_s3_takes() -> Result<()> {
    for file in ["routing-rules.json", "routing-rules-per-size.json"] {
        let rules = WebsiteConfig::parse(&read(format!("deploy/aws/{file}"))).context(file)?;
        assert!(!rules.rules.is_empty(), "{file}");
        for rule in rules.rules {
            let redirect = rule.redirect;
            assert_eq!(
                redirect.http_redirect_code.as_deref(),
                Some("307"),
                "{file}"
            );
            let prefix = redirect.replace_key_prefix_with.context(file)?;
            let target = format!(
                "/{prefix}{}",
                if prefix.contains('=') {
                    "9x9/a.jpg"
                } else {
                    "a.jpg"
                }
            );
            let request = parse(&target, &config()).context(target)?;
            assert!(
                Size::parse(&request.transform, 4096).is_ok(),
                "{file}: {prefix}"
            );
            assert_eq!(request.original, "a.jpg", "{file}: {prefix}");
        }
    }
    for file in [
        "bucket-policy.json",
        "component-policy.json",
        "cors.json",
        "events-policy.json",
        "lifecycle.json",
        "source-policy.json",
    ] {
        serde_json::from_str::<Value>(&read(format!("deploy/aws/{file}"))).context(file)?;
    }
    Ok(())
}
