//! The table of checks, in the order in which they are done.

mod objects;
mod pictures;
mod removal;
mod resizer;
mod rule;
mod store;
mod strangers;
mod website;

use super::check::Check;

/// All but that of the settings, without which there is nothing to check.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "store",
        what: "the S3 server answers",
        needs: &[],
        run: store::answers,
    },
    Check {
        name: "clock",
        what: "the clocks of this machine and the store agree",
        needs: &["store"],
        run: store::clock,
    },
    Check {
        name: "region",
        what: "AWS_REGION is the bucket's region",
        needs: &["clock"],
        run: store::region,
    },
    Check {
        name: "credentials",
        what: "the store takes Marble's keys",
        needs: &["region"],
        run: store::credentials,
    },
    Check {
        name: "bucket",
        what: "the bucket is there",
        needs: &["credentials"],
        run: store::bucket,
    },
    Check {
        name: "write",
        what: "Marble may write derivatives",
        needs: &["bucket"],
        run: objects::write,
    },
    Check {
        name: "read",
        what: "Marble may read them",
        needs: &["write"],
        run: objects::read,
    },
    Check {
        name: "absent",
        what: "Marble is told what is absent",
        needs: &["read"],
        run: objects::absent,
    },
    Check {
        name: "conditional-put",
        what: "the store writes nothing over with If-None-Match",
        needs: &["write"],
        run: objects::conditional_put,
    },
    Check {
        name: "leases",
        what: "Marble may delete its leases",
        needs: &["write"],
        run: objects::leases,
    },
    Check {
        name: "delete",
        what: "Marble may find and delete derivatives of changed originals",
        needs: &["absent"],
        run: objects::delete,
    },
    Check {
        name: "originals",
        what: "Marble may read the originals' own bucket",
        needs: &["credentials"],
        run: objects::originals,
    },
    Check {
        name: "website",
        what: "the website answers",
        needs: &[],
        run: website::answers,
    },
    Check {
        name: "public-read",
        what: "everybody may read derivatives on the website",
        needs: &["website", "write"],
        run: website::public_read,
    },
    Check {
        name: "website-bucket",
        what: "the website is that of the bucket",
        needs: &["public-read"],
        run: website::bucket,
    },
    Check {
        name: "rule",
        what: "the website redirects what is absent",
        needs: &["website-bucket"],
        run: rule::redirects,
    },
    Check {
        name: "redirect-status",
        what: "the redirect is for this time only",
        needs: &["rule"],
        run: rule::status,
    },
    Check {
        name: "redirect-host",
        what: "the redirect leads to Marble",
        needs: &["rule"],
        run: rule::host,
    },
    Check {
        name: "redirect-key",
        what: "the redirect carries the key",
        needs: &["rule"],
        run: rule::key,
    },
    Check {
        name: "awkward-keys",
        what: "names with spaces, signs and letters of any script survive the redirect",
        needs: &["redirect-key"],
        run: rule::awkward_keys,
    },
    Check {
        name: "health",
        what: "Marble answers that its settings are understood",
        needs: &[],
        run: resizer::health,
    },
    Check {
        name: "health-store",
        what: "Marble reaches the store",
        needs: &["health", "bucket"],
        run: resizer::health_store,
    },
    Check {
        name: "original",
        what: "there is a picture to try",
        needs: &["bucket", "originals"],
        run: pictures::original,
    },
    Check {
        name: "loop",
        what: "the picture is made at the first request",
        needs: &[
            "original",
            "health-store",
            "redirect-host",
            "redirect-key",
            "read",
            "write",
        ],
        run: pictures::first,
    },
    Check {
        name: "type",
        what: "the result says what it is",
        needs: &["loop"],
        run: pictures::content_type,
    },
    Check {
        name: "cache-control",
        what: "the result has the Cache-Control of the settings",
        needs: &["loop"],
        run: pictures::cache_control,
    },
    Check {
        name: "stored",
        what: "the result is in the bucket",
        needs: &["loop"],
        run: pictures::stored,
    },
    Check {
        name: "redirect-kept",
        what: "nothing in front of the website keeps the redirect",
        needs: &["stored"],
        run: pictures::redirect_kept,
    },
    Check {
        name: "second",
        what: "the second request ends at what is stored",
        needs: &["redirect-kept"],
        run: pictures::second,
    },
    Check {
        name: "private-originals",
        what: "strangers may not read originals that are kept apart",
        needs: &["original"],
        run: strangers::originals,
    },
    Check {
        name: "private-listing",
        what: "strangers may not list the bucket",
        needs: &["store"],
        run: strangers::listing,
    },
    Check {
        name: "private-write",
        what: "strangers may not write into the bucket",
        needs: &["store"],
        run: strangers::write,
    },
    Check {
        name: "reach",
        what: "strangers may have few derivatives made of one original",
        needs: &[],
        run: strangers::reach,
    },
    Check {
        name: "removed",
        what: "nothing is left of what was tried",
        needs: &[],
        run: removal::remove,
    },
];
