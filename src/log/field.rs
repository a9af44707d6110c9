//! What the line of a request tells: its fields in their order. Units are in their names; a field that does not apply is
//! left out. `docs/operating.md` says what each means.

use marble_log::{Field, TRACE_ID};

pub(super) const STATUS: Field = Field::new("status", "http.response.status_code");
pub(super) const CODE: Field = Field::new("code", "error.type");
pub(super) const CAUSE: Field = Field::new("cause", "exception.message");
pub(super) const METHOD: Field = Field::new("method", "http.request.method");
pub(super) const PATH: Field = Field::new("path", "url.path");
pub(super) const KEY: Field = Field::new("key", "marble.key");
pub(super) const TRANSFORM: Field = Field::new("transform", "marble.transform");
pub(super) const BY: Field = Field::new("by", "marble.by");
pub(super) const STORE: Field = Field::new("store", "marble.store");
pub(super) const SOURCE_FORMAT: Field = Field::new("source_format", "marble.source.format");
pub(super) const SOURCE_WIDTH: Field = Field::new("source_width", "marble.source.width");
pub(super) const SOURCE_HEIGHT: Field = Field::new("source_height", "marble.source.height");
pub(super) const SOURCE_BYTES: Field = Field::new("source_bytes", "marble.source.bytes");
pub(super) const RESULT_TYPE: Field = Field::new("result_type", "marble.result.content_type");
pub(super) const RESULT_BYTES: Field = Field::new("result_bytes", "marble.result.bytes");
pub(super) const STAGES: Field = Field::new("stages_ms", "marble.stages_ms");
pub(super) const DURATION: Field = Field::new("duration_ms", "marble.duration_ms");
pub(super) const ESTIMATED_WORK: Field = Field::new("estimated_ms", "marble.estimated_ms");
pub(super) const ESTIMATED_MEMORY: Field = Field::new("estimated_bytes", "marble.estimated_bytes");
pub(super) const USED_MEMORY: Field = Field::new("used_bytes", "marble.used_bytes");

/// Every field.
pub const FIELDS: &[Field] = &[
    STATUS,
    CODE,
    CAUSE,
    METHOD,
    PATH,
    KEY,
    TRANSFORM,
    BY,
    STORE,
    SOURCE_FORMAT,
    SOURCE_WIDTH,
    SOURCE_HEIGHT,
    SOURCE_BYTES,
    RESULT_TYPE,
    RESULT_BYTES,
    STAGES,
    DURATION,
    ESTIMATED_WORK,
    ESTIMATED_MEMORY,
    USED_MEMORY,
    TRACE_ID,
];
