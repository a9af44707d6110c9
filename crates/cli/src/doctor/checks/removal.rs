//! The end: what was written is taken away.

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::objects::delete;
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;

pub(super) fn remove<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let made = std::mem::take(&mut findings.made);
        if made.is_empty() {
            return Outcome::not_needed("nothing was written");
        }
        let mut left = Vec::new();
        for (place, key) in &made {
            let bucket = set_up.owner.of(*place);
            if let Err(refusal) = delete(bucket, key).await {
                left.push(format!("{}/{key} ({refusal})", bucket.name()));
            }
        }
        if left.is_empty() {
            return Outcome::good(format!("{} objects are deleted", made.len()));
        }
        // That these keys may not delete is as it should be.
        Outcome::unknown(format!(
            "left behind, since these keys may not delete: {}; delete them, and give keys that may by --owner-env-file",
            left.join(", ")
        ))
    })
}
