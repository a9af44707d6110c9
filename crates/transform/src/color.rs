//! A colour of the screen.

use std::fmt;

/// A colour in sRGB, alpha not multiplied in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
    /// 255 lets nothing through.
    pub alpha: u8,
}

impl Color {
    /// Opaque black.
    pub const BLACK: Self = Self {
        red: 0,
        green: 0,
        blue: 0,
        alpha: u8::MAX,
    };

    /// Reads `ff8000`, with alpha `ff800080`, and the short `f80` and `f808`, in which each digit counts twice (CSS
    /// Color Module Level 4, 5.2).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let times = if text.len() < 6 { 2 } else { 1 };
        let digits = text
            .chars()
            .flat_map(|digit| std::iter::repeat_n(digit, times));
        let digits: Option<Vec<u32>> = digits.map(|digit| digit.to_digit(16)).collect();
        let digits = digits?;
        let (pairs, rest) = digits.as_chunks();
        let byte = |[high, low]: [u32; 2]| u8::try_from((high << 4) | low).ok();
        let (red, green, blue, alpha) = match (pairs, rest) {
            ([red, green, blue], []) => (*red, *green, *blue, [15, 15]),
            ([red, green, blue, alpha], []) => (*red, *green, *blue, *alpha),
            _ => return None,
        };
        let (red, green, blue, alpha) = (byte(red)?, byte(green)?, byte(blue)?, byte(alpha)?);
        Some(Self {
            red,
            green,
            blue,
            alpha,
        })
    }

    /// Whether it has no hue.
    #[must_use]
    pub fn is_grey(self) -> bool {
        self.red == self.green && self.green == self.blue
    }

    /// The same without alpha.
    #[must_use]
    pub fn opaque(self) -> Self {
        Self {
            alpha: u8::MAX,
            ..self
        }
    }
}

/// Six digits, or eight where it lets something through.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            red,
            green,
            blue,
            alpha,
        } = self;
        write!(f, "{red:02x}{green:02x}{blue:02x}")?;
        if *alpha < u8::MAX {
            write!(f, "{alpha:02x}")?;
        }
        Ok(())
    }
}
