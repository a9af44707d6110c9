//! One row of a component's table of variables.

/// An environment variable that a component reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// The value where it is unset; empty where there is none, or where it follows from other variables.
    pub default: &'static str,
    /// Whether its value is a secret, or may hold one by mistake.
    pub hidden: bool,
}

impl Variable {
    /// A variable whose value may be told.
    #[must_use]
    pub const fn new(name: &'static str, default: &'static str) -> Self {
        Self {
            name,
            default,
            hidden: false,
        }
    }

    /// A variable without a default, whose value no error tells.
    #[must_use]
    pub const fn hidden(name: &'static str) -> Self {
        Self {
            name,
            default: "",
            hidden: true,
        }
    }
}
