//! The closed words of a line.

/// Who made what is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// Nobody: another picture stands in for it.
    Fallback,
    /// This request.
    Made,
    /// An earlier request: it was stored already.
    Stored,
    /// Another request, at the same time: this one waited for it.
    Waited,
}

/// What is asked of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// To delete derivatives.
    Delete,
    /// To give the derivative.
    Derivative,
    /// To let nobody else make it.
    Lease,
    /// To list the folders of derivatives.
    List,
    /// To give the original.
    Original,
    /// To keep the derivative.
    Put,
    /// To say whether the original is still the same.
    Recheck,
    /// To give the watermark.
    Watermark,
}

impl Maker {
    /// As it stands in a line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fallback => "fallback",
            Self::Made => "made",
            Self::Stored => "stored",
            Self::Waited => "waited",
        }
    }
}

impl Call {
    /// As it stands in a line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Derivative => "derivative",
            Self::Lease => "lease",
            Self::List => "list",
            Self::Original => "original",
            Self::Put => "put",
            Self::Recheck => "recheck",
            Self::Watermark => "watermark",
        }
    }
}
