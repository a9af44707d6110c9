//! A file in front of its scans, and what is wanted of it.

use super::frame::Component;
use super::layout::Layout;
use super::tables::Tables;

/// A file in front of its scans, and what is wanted of it.
pub(super) struct File<'a> {
    pub(super) components: &'a [Component],
    pub(super) tables: Tables,
    /// What any of the layouts keeps.
    pub(super) around: &'a Layout,
    pub(super) layouts: &'a [Layout],
    /// Of a progressive file.
    pub(super) max_scans: u64,
}
