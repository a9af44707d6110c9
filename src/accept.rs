//! What a client says it shows: the header `Accept` (RFC 9110, 12.5.1), as far as pictures are concerned.

use marble_transform::Output;

/// The header, or nothing where the client sent none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accept {
    ranges: Vec<Range>,
}

/// A media range, such as `image/*`, and how welcome it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    name: String,
    /// Thousandths.
    weight: u16,
}

impl Accept {
    /// How many ranges are read: no browser sends more than a dozen.
    const MAX_RANGES: usize = 64;

    /// Reads the header's value. What is not understood is passed over.
    #[must_use]
    pub fn parse(header: &str) -> Self {
        let ranges = header
            .split(',')
            .take(Self::MAX_RANGES)
            .filter_map(Range::parse);
        Self {
            ranges: ranges.collect(),
        }
    }

    /// The first of `formats` that the client names and likes at least as much as pictures of any age. `None` where
    /// it names none of them: that it takes `image/*` does not say that it knows a new format.
    #[must_use]
    pub fn choose(&self, formats: &[Output]) -> Option<Output> {
        let old = [Output::Jpeg, Output::Png].map(|format| self.weight(format.media_type()));
        let old = old.into_iter().max().unwrap_or_default();
        let liked = formats.iter().filter_map(|format| {
            let weight = self.named(format.media_type())?;
            (weight > 0 && weight >= old).then_some((*format, weight))
        });
        let better = |best: (Output, u16), next: (Output, u16)| {
            // Of equals, the first.
            if next.1 > best.1 { next } else { best }
        };
        liked.reduce(better).map(|(format, _)| format)
    }

    /// How welcome a type is, by the most specific range that holds it.
    fn weight(&self, media_type: &str) -> u16 {
        let named = self.named(media_type);
        let wild = || self.named("image/*").or_else(|| self.named("*/*"));
        named.or_else(wild).unwrap_or_default()
    }

    fn named(&self, name: &str) -> Option<u16> {
        let found = self.ranges.iter().find(|range| range.name == name);
        found.map(|range| range.weight)
    }
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next()?.to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let weight = weight.map_or(Some(1000), thousandths)?;
        Some(Self { name, weight })
    }
}

/// Reads `0`, `0.5` or `1.000` (RFC 9110, 12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 3 || !matches!(whole, "0" | "1") {
        return None;
    }
    let weight: u16 = format!("{whole}{rest:0<3}").parse().ok()?;
    (weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_what_the_client_names() {
        let chrome = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
        for (header, expected) in [
            (chrome, Some(Output::WebP)),
            ("image/webp,*/*", Some(Output::WebP)),
            ("IMAGE/WEBP ; Q=0.9 , image/jpeg;q=0.9", Some(Output::WebP)),
            ("image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", None),
            ("image/*", None),
            ("*/*", None),
            ("", None),
            ("image/webp;q=0", None),
            ("image/webp;q=0.000,image/*", None),
            ("image/webp;q=0.5,image/jpeg", None),
            (
                "image/webp;q=0.5,image/jpeg;q=0.1,image/png;q=0.5",
                Some(Output::WebP),
            ),
            ("image/webp;q=0.5,image/jpeg;q=0.1,image/*;q=0.6", None),
            ("image/webp;q=0.5,*/*;q=0.1", Some(Output::WebP)),
            ("image/webp;q=2", None),
            ("image/webp;q=1.001", None),
            ("image/webp;q=x,image/jpeg", None),
            ("image/webp;level=1", Some(Output::WebP)),
            (";,;q=,image/webp", Some(Output::WebP)),
        ] {
            let found = Accept::parse(header).choose(&[Output::WebP]);
            assert_eq!(found, expected, "{header}");
        }
    }

    #[test]
    fn prefers_the_first_of_equals() {
        for (header, expected) in [
            ("image/webp,image/png", Output::Png),
            ("image/webp,image/png;q=0.9", Output::WebP),
        ] {
            let found = Accept::parse(header).choose(&[Output::Png, Output::WebP]);
            assert_eq!(found, Some(expected), "{header}");
        }
    }
}
