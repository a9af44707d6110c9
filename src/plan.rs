//! What will be done: policy applied to a request. Complete: nothing behind it asks the configuration.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::{Config, Delivery, Limits};
use crate::error::Error;
use crate::options::{Options, Size};
use crate::policy::Decision;
use crate::request::{MAX_KEY_BYTES, Request};

/// Everything but what a path may hold as it is (RFC 3986, 3.3) and every store and client leaves alone.
/// `+` is encoded, because S3 takes it for a space.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b':')
    .remove(b'=')
    .remove(b'@')
    .remove(b'_')
    .remove(b'~');

/// What will be done for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// `Cache-Control` of the derivative.
    pub cache_control: String,
    /// Key of the derivative in the bucket.
    pub derivative_key: String,
    /// The bounds of the work.
    pub limits: Limits,
    /// Where the client is sent for the derivative; `None` where the answer itself carries it.
    pub location: Option<String>,
    /// What is done to the picture.
    pub options: Options,
    /// Whether the size is another one than was asked for, so that the client has to go there first.
    pub snapped: bool,
    /// Key of the original in the bucket.
    pub source_key: String,
}

impl Plan {
    /// Decides what will be done for `request`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKey`] where the key is not understood or names a derivative as the original, and
    /// [`Error::ResolutionNotAllowed`].
    pub fn new(request: &Request, config: &Config) -> Result<Self, Error> {
        let Decision {
            name,
            options,
            snapped,
        } = config
            .policy
            .decide(&request.transform, config.limits.max_result_side)?;
        let source_key = format!("{}{}", config.source_prefix, request.original);
        refuse_derivative(&request.original, &source_key, config)?;
        let derivative_key = format!("{}{name}/{}", config.result_prefix, request.original);
        let longest = source_key.len().max(derivative_key.len());
        if longest > MAX_KEY_BYTES {
            return Err(Error::InvalidKey(format!(
                "expected keys of at most {MAX_KEY_BYTES} bytes in the bucket, but found {longest}"
            )));
        }
        Ok(Self {
            cache_control: config.cache_control.clone(),
            location: location(&config.delivery, &derivative_key),
            derivative_key,
            limits: config.limits,
            options,
            snapped,
            source_key,
        })
    }
}

/// A derivative is no original: each would be resized again, and stored again, without end.
fn refuse_derivative(original: &str, source_key: &str, config: &Config) -> Result<(), Error> {
    let folder = original.split_once('/').map(|(folder, _)| folder);
    let size = folder.and_then(|folder| folder.split(',').next());
    let transformed = size.is_some_and(|size| Size::parse(size, u32::MAX).is_ok());
    let preset = folder.is_some_and(|folder| config.policy.preset(folder).is_some());
    let prefix = &config.result_prefix;
    let prefixed = !prefix.is_empty() && source_key.starts_with(prefix.as_str());
    if transformed || preset || prefixed {
        return Err(Error::InvalidKey(format!(
            "expected an original, but found the derivative {original:?}"
        )));
    }
    Ok(())
}

fn location(delivery: &Delivery, derivative_key: &str) -> Option<String> {
    match delivery {
        Delivery::Inline => None,
        Delivery::Redirect(base) => Some(format!(
            "{base}/{}",
            utf8_percent_encode(derivative_key, PATH)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(target: &str, settings: &[(&str, &str)]) -> Result<Plan, Error> {
        let config = Config::parse(|name| {
            let found = settings.iter().find(|(known, _)| *known == name);
            let found = found.map(|(_, value)| (*value).to_owned());
            found.or_else(|| (name == "URL").then(|| "http://w.example/".to_owned()))
        });
        let config = config.unwrap();
        Plan::new(&Request::parse(target, &config).unwrap(), &config)
    }

    #[test]
    fn sends_the_client_to_the_canonical_key() {
        for (target, location) in [
            ("/300x300/a.jpg", "http://w.example/300x300/a.jpg"),
            (
                "/300x300,quality=9,fit=fill/a.jpg",
                "http://w.example/300x300,fit=fill,quality=9/a.jpg",
            ),
            (
                "/1x1/a b+c%25&d=e@2x#ü?.jpg",
                "http://w.example/1x1/a%20b%2Bc%25%26d=e@2x%23%C3%BC",
            ),
            ("/1x1/a//b.jpg", "http://w.example/1x1/a//b.jpg"),
        ] {
            let plan = plan(target, &[]).unwrap();
            assert_eq!(plan.location.as_deref(), Some(location), "{target}");
        }
    }

    #[test]
    fn puts_the_prefixes_in_front() {
        let settings = [
            ("SOURCE_PREFIX", "originals/"),
            ("RESULT_PREFIX", "derived/"),
        ];
        for target in ["/300x/a.jpg", "/derived/300x/a.jpg"] {
            let plan = plan(target, &settings).unwrap();
            assert_eq!(plan.source_key, "originals/a.jpg");
            assert_eq!(plan.derivative_key, "derived/300x/a.jpg");
            assert_eq!(
                plan.location.unwrap(),
                "http://w.example/derived/300x/a.jpg"
            );
        }
    }

    #[test]
    fn refuses_derivatives_as_originals() {
        for (target, prefix) in [
            ("/300x300/300x300/a.jpg", ""),
            ("/300x300/600x/a.jpg", ""),
            ("/300x300/600x,fit=fill/a.jpg", ""),
            ("/300x300/99999x99999/a.jpg", ""),
            ("/300x300/derived/300x300/a.jpg", "derived/"),
        ] {
            let error = plan(target, &[("RESULT_PREFIX", prefix)]).unwrap_err();
            assert!(
                matches!(&error, Error::InvalidKey(detail) if detail.contains("derivative")),
                "{target}"
            );
        }
        assert!(plan("/300x300/300x300.jpg", &[]).is_ok());
    }

    #[test]
    fn allows_the_listed_sizes_with_any_option() {
        let settings = [("ALLOWED_RESOLUTIONS", "300x300,600x")];
        for (target, allowed) in [
            ("/300x300/a.jpg", true),
            ("/300x300,fit=fill/a.jpg", true),
            ("/600x/a.jpg", true),
            ("/600x600/a.jpg", false),
            ("/x600/a.jpg", false),
        ] {
            let found = plan(target, &settings);
            assert_eq!(found.is_ok(), allowed, "{target}");
            assert!(allowed || matches!(found, Err(Error::ResolutionNotAllowed)));
        }
    }

    #[test]
    fn stores_a_preset_under_its_name() {
        let settings = [("PRESETS", "thumb=30x30,fit=fill; hero = 1600x")];
        let found = plan("/thumb/a.jpg", &settings).unwrap();
        assert_eq!(found.derivative_key, "thumb/a.jpg");
        assert_eq!(found.location.unwrap(), "http://w.example/thumb/a.jpg");
        assert_eq!(found.options.to_string(), "30x30,fit=fill");
        let error = plan("/9x9/hero/a.jpg", &settings).unwrap_err();
        assert!(matches!(error, Error::InvalidKey(detail) if detail.contains("derivative")));
    }

    #[test]
    fn sends_the_client_to_a_listed_size() {
        let settings = [("ALLOWED_RESOLUTIONS", "300x300,600x"), ("SNAP", "up")];
        let found = plan("/299x300,quality=9/a.jpg", &settings).unwrap();
        assert!(found.snapped);
        let location = "http://w.example/300x300,quality=9/a.jpg";
        assert_eq!(found.location.as_deref(), Some(location));
        assert!(!plan("/600x/a.jpg", &settings).unwrap().snapped);
        assert!(plan("/601x/a.jpg", &settings).is_err());
    }

    #[test]
    fn bounds_the_keys_with_their_prefixes() {
        let target = format!("/1x1/{}", "a".repeat(1020));
        assert!(plan(&target, &[]).is_ok());
        let error = plan(&target, &[("SOURCE_PREFIX", "12345")]).unwrap_err();
        assert!(matches!(error, Error::InvalidKey(detail) if detail.contains("1025")));
    }
}
