//! Any settings and any target: an error, or a plan that says the same of its own key.
//!
//! The lines before an empty one are settings, and `ACCEPT` for the header; the rest is what a client asks for.

#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use marble::accept::Accept;
use marble::config::Config;
use marble::dialect;
use marble::plan::Plan;
use marble_transform::Transform;

fuzz_target!(|text: &str| {
    let (settings, target) = text.split_once("\n\n").unwrap_or(("", text));
    let settings: HashMap<_, _> = settings
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    let config = Config::parse(|name| match (settings.get(name), name) {
        (Some(value), _) => Some((*value).to_owned()),
        (None, "URL") => Some("http://w.example".to_owned()),
        (None, _) => None,
    });
    let Ok(config) = config else {
        return;
    };
    let accept = Accept::parse(settings.get("ACCEPT").unwrap_or(&""));
    let Ok(request) = dialect::read(target, accept, &config) else {
        return;
    };
    let Ok(plan) = Plan::new(&request, &config) else {
        return;
    };
    for keys in [&plan.keys].into_iter().chain(&plan.alternatives) {
        assert!(keys.derivative.starts_with(&config.result_prefix));
        assert!(keys.original.starts_with(&config.source_prefix));
    }
    // The canonical spelling is one, and means the same.
    let spelled = plan.transform.to_string();
    let again = Transform::parse(&spelled, config.limits.max_result_side);
    assert_eq!(again.as_ref(), Ok(&plan.transform), "{spelled}");
    assert_eq!(again.map(|again| again.to_string()), Ok(spelled));
});
