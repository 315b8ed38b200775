//! Where the files of an import are.

use uuid::Uuid;

/// The file as it came, in parts.
pub fn upload(id: Uuid) -> String {
    format!("imports/{id}/upload.csv")
}

/// What was refused, in parts.
pub(super) fn refused(id: Uuid) -> String {
    format!("imports/{id}/refused.csv")
}

/// Rows of a chunk.
pub(super) fn segment(id: Uuid, chunk: u32, segment: u32) -> String {
    format!("imports/{id}/chunk-{chunk:03}-{segment:03}.jsonl")
}
