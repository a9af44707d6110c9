//! What is asked for, told by the path: a picture, or one of Marble's own addresses. All of these begin with the segment
//! `-`, which is never a transform or a preset. One that is not known is a key like any other, and refused as one.
//!
//! ```text
//! [ BASE_PATH ] "/-/events"
//! [ BASE_PATH ] "/-/health" [ "?store" ]
//! ```

use crate::request;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Originals changed.
    Events,
    /// Whether everything is in order; with `store`, the bucket as well.
    Health {
        /// Whether the query has `store`.
        store: bool,
    },
    /// A picture.
    Picture,
}

impl Route {
    /// What a request target such as `/default/resize/-/health?store` asks for.
    #[must_use]
    pub fn of(target: &str, base_path: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        match request::below(path, base_path) {
            "/-/events" => Self::Events,
            "/-/health" => Self::Health {
                store: query.split('&').any(|parameter| {
                    let name = parameter.split_once('=').map(|(name, _)| name);
                    name.unwrap_or(parameter) == "store"
                }),
            },
            _ => Self::Picture,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_its_own_are_no_pictures() {
        let health = |store| Route::Health { store };
        for (target, expected) in [
            ("/-/health", health(false)),
            ("/default/resize/-/health", health(false)),
            ("/-/health?", health(false)),
            ("/-/health?stores&x=store&key=1x1/store", health(false)),
            ("/-/health?store", health(true)),
            ("/default/resize/-/health?x&store=1", health(true)),
            ("/-/events", Route::Events),
            ("/default/resize/-/events?x", Route::Events),
            ("/-/event", Route::Picture),
            ("/-/health/", Route::Picture),
            ("/-/healthy", Route::Picture),
            ("/-/", Route::Picture),
            ("/%2D/health", Route::Picture),
            ("/default/-/health", Route::Picture),
            ("/?key=-/health", Route::Picture),
            ("/300x300/-/health", Route::Picture),
            ("", Route::Picture),
        ] {
            assert_eq!(Route::of(target, "/default/resize"), expected, "{target}");
        }
        assert_eq!(Route::of("/-/health", ""), health(false));
    }
}
