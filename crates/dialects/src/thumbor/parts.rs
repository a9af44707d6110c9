//! The parts of a link of thumbor, in their order, each of which may be left out.

use super::NAME;
use crate::Error;
use crate::number::whole;
use crate::wanted::refused;

/// What the parts of a link say.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    /// `left`, `top`, `right`, `bottom` in pixels.
    pub(super) crop: [u32; 4],
    pub(super) fits_in: bool,
    /// The result is around the size instead of in it.
    pub(super) is_full: bool,
    /// 0 follows from the other side.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Left to right, and upside down.
    pub(super) mirrors: (bool, bool),
    /// `left`, `center` or `right`.
    pub(super) across: &'a str,
    /// `top`, `middle` or `bottom`.
    pub(super) down: &'a str,
    pub(super) is_smart: bool,
    /// Behind `filters:`.
    pub(super) filters: &'a str,
}

impl<'a> Parts<'a> {
    /// Reads all but the source, which is handed on.
    pub(super) fn parse(path: &'a str) -> Result<(Self, &'a str), Error> {
        let mut rest = Rest(path);
        let mut parts = Self::default();
        for (part, why) in [
            ("debug", "focal points are not drawn"),
            ("meta", "the answer is a picture"),
        ] {
            if rest.take(|found| found == part).is_some() {
                return Err(refused(NAME, part, why));
            }
        }
        if let Some(trim) = rest.take(|found| found == "trim" || found.starts_with("trim:")) {
            return Err(refused(NAME, trim, "edges of one colour are not cut off"));
        }
        parts.crop = rest.read(crop).unwrap_or_default();
        if let Some(part) = rest.take(|found| fit_in(found).is_some()) {
            let (is_adaptive, is_full) = fit_in(part).unwrap_or_default();
            if is_adaptive {
                let why = "the picture's orientation decides nothing";
                return Err(refused(NAME, part, why));
            }
            (parts.fits_in, parts.is_full) = (true, is_full);
        }
        if let Some(size) = rest.take(is_size) {
            parts.set_size(size)?;
        }
        let across = rest.take(|found| matches!(found, "left" | "right" | "center"));
        parts.across = across.unwrap_or("center");
        let down = rest.take(|found| matches!(found, "top" | "bottom" | "middle"));
        parts.down = down.unwrap_or("middle");
        parts.is_smart = rest.take(|found| found == "smart").is_some();
        if let Some((filters, source)) = rest.filters() {
            parts.filters = filters;
            rest = Rest(source);
        }
        Ok((parts, rest.0))
    }

    fn set_size(&mut self, part: &str) -> Result<(), Error> {
        let side = |text: &str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let pixels = if digits.is_empty() {
                Some(0)
            } else {
                whole(digits)
            };
            (pixels, digits.len() < text.len())
        };
        let (width, height) = part.split_once('x').unwrap_or((part, ""));
        let original = |text: &str| text.trim_start_matches('-') == "orig";
        if original(width) && original(height) {
            self.mirrors = (width.starts_with('-'), height.starts_with('-'));
            return Ok(());
        }
        let ((width, across), (height, down)) = (side(width), side(height));
        let (Some(width), Some(height)) = (width, height) else {
            let why = "a side is a number of pixels; orig stands for both or none";
            return Err(refused(NAME, part, why));
        };
        (self.width, self.height, self.mirrors) = (width, height, (across, down));
        Ok(())
    }
}

/// What is not read yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// The next part, if it is one. The last one is the source.
    fn take(&mut self, is: impl Fn(&str) -> bool) -> Option<&'a str> {
        let (part, behind) = self.0.split_once('/')?;
        let taken = is(part) && !behind.is_empty();
        taken.then(|| {
            self.0 = behind;
            part
        })
    }

    fn read<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let part = self.take(|found| read(found).is_some())?;
        read(part)
    }

    /// What stands behind `filters:` up to the first `)` with a slash behind it, and the source: a filter may have slashes
    /// in it.
    fn filters(&self) -> Option<(&'a str, &'a str)> {
        let rest = self.0.strip_prefix("filters:")?;
        let (filters, source) = match rest.split_once(")/") {
            Some(parts) => parts,
            None => rest.split_once("%29/")?,
        };
        (!source.is_empty()).then_some((filters, source))
    }
}

fn crop(part: &str) -> Option<[u32; 4]> {
    let (start, end) = part.split_once(':')?;
    let point = |text: &str| {
        let (x, y) = text.split_once('x')?;
        Some((whole(x)?, whole(y)?))
    };
    let ((left, top), (right, bottom)) = (point(start)?, point(end)?);
    Some([left, top, right, bottom])
}

/// Whether it is adaptive, and full.
fn fit_in(part: &str) -> Option<(bool, bool)> {
    let full = part.strip_prefix("adaptive-");
    let fit_in = full.unwrap_or(part).strip_prefix("full-");
    let is_full = fit_in.is_some();
    let rest = fit_in.or(full).unwrap_or(part);
    (rest == "fit-in").then_some((full.is_some(), is_full))
}

/// Whether a part is a size, which may be no more than an `x`.
fn is_size(part: &str) -> bool {
    let side = |text: &str| {
        let text = text.strip_prefix('-').unwrap_or(text);
        text == "orig" || text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let sides = part.split_once('x');
    sides.is_some_and(|(width, height)| side(width) && side(height))
}
