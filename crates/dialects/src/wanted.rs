//! What a link asks for, in Marble's words, until it is a transform.

use std::borrow::Cow;

use marble_transform::Transform;

use crate::Error;

/// What a link asks for. Each option stands here once.
#[derive(Debug)]
pub(crate) struct Wanted {
    dialect: &'static str,
    /// Sides in pixels; none that is 0.
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    options: Vec<(&'static str, String)>,
}

impl Wanted {
    pub(crate) fn new(dialect: &'static str) -> Self {
        Self {
            dialect,
            width: None,
            height: None,
            options: Vec::new(),
        }
    }

    /// Whether both sides are asked for.
    pub(crate) fn is_box(&self) -> bool {
        self.width.is_some() && self.height.is_some()
    }

    /// Whether no side is asked for: the picture keeps its own size.
    pub(crate) fn is_sizeless(&self) -> bool {
        self.width.is_none() && self.height.is_none()
    }

    /// Sets an option of Marble's, or sets it anew.
    pub(crate) fn set(&mut self, option: &'static str, value: impl Into<String>) {
        self.options.retain(|(name, _)| *name != option);
        self.options.push((option, value.into()));
    }

    /// The transform, whose sides have `max_side` pixels at most. Where no size is asked for, it is the picture's own, as far
    /// as that goes.
    pub(crate) fn transform(mut self, max_side: u32) -> Result<Transform, Error> {
        if self.is_sizeless() {
            (self.width, self.height) = (Some(max_side), Some(max_side));
            self.set("fit", "inside");
            self.set("enlarge", "no");
        }
        let side = |side: Option<u32>| side.map(|side| side.to_string()).unwrap_or_default();
        let mut text = format!("{}x{}", side(self.width), side(self.height));
        for (name, value) in &self.options {
            text.extend([",", name, "=", value]);
        }
        Transform::parse(&text, max_side)
            .map_err(|error| refused(self.dialect, &text, error.to_string()))
    }
}

/// A link is refused for the sake of `found`.
pub(crate) fn refused(
    dialect: &'static str,
    found: impl Into<String>,
    why: impl Into<Cow<'static, str>>,
) -> Error {
    Error::Refused {
        dialect,
        found: found.into(),
        why: why.into(),
    }
}
