//! What can be wrong with a set-up: one mistake a row, the check that tells it, and a word of what that says to do.

use host_test::store::s3::Fault;
use host_test::website::MissingStatus;

use super::between::Mischief;
use super::set_up::{NOBODY, SetUp};

/// One mistake.
pub(super) struct Mistake {
    pub(super) what: &'static str,
    /// Makes it.
    pub(super) make: fn(&mut SetUp),
    /// The check that tells it.
    pub(super) check: &'static str,
    /// What its remedy contains.
    pub(super) remedy: &'static str,
}

pub(super) const ALL: &[Mistake] = &[
    Mistake {
        what: "a value that is not understood",
        make: |it| it.doctor("MAX_FRAMES", "many"),
        check: "settings",
        remedy: "correct this variable",
    },
    Mistake {
        what: "an endpoint where nobody listens",
        make: |it| it.doctor("S3_ENDPOINT", NOBODY),
        check: "store",
        remedy: "S3_ENDPOINT",
    },
    Mistake {
        what: "clocks that are twenty minutes apart",
        make: |it| it.fault = Some(Fault::SkewedClock),
        check: "clock",
        remedy: "set the clock right",
    },
    Mistake {
        what: "another region",
        make: |it| it.doctor("AWS_REGION", "eu-west-9"),
        check: "region",
        remedy: "AWS_REGION",
    },
    Mistake {
        what: "a region that is elsewhere, by a redirect",
        make: |it| it.fault = Some(Fault::WrongRegion),
        check: "region",
        remedy: "AWS_REGION",
    },
    Mistake {
        what: "another secret",
        make: |it| it.doctor("AWS_SECRET_ACCESS_KEY", "hush"),
        check: "credentials",
        remedy: "AWS_SECRET_ACCESS_KEY",
    },
    Mistake {
        what: "a key that the store does not know",
        make: |it| it.doctor("AWS_ACCESS_KEY_ID", "nobody"),
        check: "credentials",
        remedy: "AWS_ACCESS_KEY_ID",
    },
    Mistake {
        what: "a token that the store does not want",
        make: |it| it.doctor("AWS_SESSION_TOKEN", "old"),
        check: "credentials",
        remedy: "AWS_SESSION_TOKEN",
    },
    Mistake {
        what: "a bucket that is not there",
        make: |it| it.doctor("BUCKET", "elsewhere"),
        check: "bucket",
        remedy: "create the bucket elsewhere",
    },
    Mistake {
        what: "no right to write",
        make: |it| it.denied = Some("s3:PutObject"),
        check: "write",
        remedy: "s3:PutObject on marble/derived/*",
    },
    Mistake {
        what: "no right to read",
        make: |it| it.denied = Some("s3:GetObject"),
        check: "read",
        remedy: "s3:GetObject on marble/*",
    },
    Mistake {
        what: "no right to list",
        make: |it| it.denied = Some("s3:ListBucket"),
        check: "absent",
        remedy: "s3:ListBucket on marble",
    },
    Mistake {
        what: "a store without conditional writes",
        make: |it| it.fault = Some(Fault::IgnoreConditionalWrites),
        check: "conditional-put",
        remedy: "SINGLE_FLIGHT=no",
    },
    Mistake {
        what: "a store that refuses conditional writes",
        make: |it| it.fault = Some(Fault::NoConditionalWrites),
        check: "conditional-put",
        remedy: "SINGLE_FLIGHT=no",
    },
    Mistake {
        what: "no right to delete leases",
        make: |it| {
            it.everywhere("EVENTS_TOKEN", "");
            it.identity = vec!["component-policy.json"];
            it.denied = Some("s3:DeleteObject");
        },
        check: "leases",
        remedy: "s3:DeleteObject on marble/derived/-/making/*",
    },
    Mistake {
        what: "events, and no right to delete derivatives",
        make: |it| it.identity = vec!["component-policy.json"],
        check: "delete",
        remedy: "s3:DeleteObject on marble/derived/*",
    },
    Mistake {
        what: "no right to the originals' own bucket",
        make: |it| {
            it.apart = true;
            it.doctor("SOURCE_BUCKET", "elsewhere");
        },
        check: "originals",
        remedy: "SOURCE_BUCKET",
    },
    Mistake {
        what: "a website where nobody listens",
        make: |it| it.doctor("URL", NOBODY),
        check: "website",
        remedy: "set URL",
    },
    Mistake {
        what: "a bucket without a website",
        make: |it| it.no_website = true,
        check: "website",
        remedy: "enable the website",
    },
    Mistake {
        what: "a private bucket",
        make: |it| it.public = Vec::new(),
        check: "public-read",
        remedy: "s3:GetObject on derived/* to everybody",
    },
    Mistake {
        what: "the website of another bucket",
        make: |it| it.other_website = true,
        check: "website-bucket",
        remedy: "set URL",
    },
    Mistake {
        what: "no routing rule",
        make: |it| it.rule = None,
        check: "rule",
        remedy: "add the routing rule for 404",
    },
    Mistake {
        what: "a store that says 403 of what is absent",
        make: |it| it.missing_status = MissingStatus::Forbidden,
        check: "rule",
        remedy: "HttpErrorCodeReturnedEquals 403",
    },
    Mistake {
        what: "a rule without a code",
        make: |it| it.redirect().http_redirect_code = None,
        check: "redirect-status",
        remedy: "HttpRedirectCode to 307",
    },
    Mistake {
        what: "a rule to another host",
        make: |it| it.redirect().host_name = Some("marble.example.com".to_owned()),
        check: "redirect-host",
        remedy: "set HostName",
    },
    Mistake {
        what: "a rule that drops the key, as Garage reads it",
        make: |it| {
            let redirect = it.redirect();
            redirect.replace_key_with = redirect.replace_key_prefix_with.take();
        },
        check: "redirect-key",
        remedy: "KeyPrefixEquals",
    },
    Mistake {
        what: "a rule into the path, by a store that writes keys raw",
        make: |it| {
            it.redirect().replace_key_prefix_with = Some("default/resize/".to_owned());
        },
        check: "awkward-keys",
        remedy: "query form",
    },
    Mistake {
        what: "a rule to where nobody listens",
        make: |it| {
            it.without_resizer_url = true;
            it.redirect().host_name = Some("127.0.0.1:1".to_owned());
        },
        check: "health",
        remedy: "start Marble",
    },
    Mistake {
        what: "a value that Marble does not understand",
        make: |it| it.marble("MAX_FRAMES", "many"),
        check: "health",
        remedy: "the setting that Marble's log names",
    },
    Mistake {
        what: "another secret where Marble runs",
        make: |it| it.marble("AWS_SECRET_ACCESS_KEY", "hush"),
        check: "health-store",
        remedy: "the settings that were examined here",
    },
    Mistake {
        what: "other sizes where Marble runs",
        make: |it| it.marble("ALLOWED_RESOLUTIONS", "9x9"),
        check: "loop",
        remedy: "ALLOWED_",
    },
    Mistake {
        what: "originals elsewhere where Marble runs",
        make: |it| it.marble("SOURCE_PREFIX", "pictures/"),
        check: "loop",
        remedy: "SOURCE_PREFIX",
    },
    Mistake {
        what: "another website where Marble runs",
        make: |it| it.marble("URL", "http://127.0.0.1:1"),
        check: "loop",
        remedy: "the same URL",
    },
    Mistake {
        what: "something in front that changes types",
        make: |it| it.between = Some(Mischief::SaysText),
        check: "type",
        remedy: "Content-Type",
    },
    Mistake {
        what: "another Cache-Control where Marble runs",
        make: |it| it.marble("CACHE_CONTROL", "no-cache"),
        check: "cache-control",
        remedy: "CACHE_CONTROL",
    },
    Mistake {
        what: "a CDN that keeps redirects",
        make: |it| it.between = Some(Mischief::KeepsRedirects),
        check: "redirect-kept",
        remedy: "keep no redirects",
    },
    Mistake {
        what: "originals that everybody may read",
        make: |it| it.public.push(("s3:GetObject", "/*")),
        check: "private-originals",
        remedy: "s3:GetObject to everybody on derived/*",
    },
    Mistake {
        what: "a bucket that everybody may list",
        make: |it| it.public.push(("s3:ListBucket", "")),
        check: "private-listing",
        remedy: "take s3:ListBucket for everybody out",
    },
    Mistake {
        what: "a bucket that everybody may write into",
        make: |it| it.public.push(("s3:PutObject", "/*")),
        check: "private-write",
        remedy: "take s3:PutObject for everybody out",
    },
    Mistake {
        what: "no list of what may be made",
        make: |it| it.everywhere("ALLOWED_RESOLUTIONS", ""),
        check: "reach",
        remedy: "ALLOWED_RESOLUTIONS",
    },
    Mistake {
        what: "a list that is too long",
        make: |it| it.everywhere("ALLOWED_RESOLUTIONS", "1..4096x"),
        check: "reach",
        remedy: "1000 or less",
    },
];
