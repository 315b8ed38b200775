//! What can go wrong with an index.

/// The index cannot be read or written: its folder is full, locked, of another version or damaged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the search index failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
    #[error("the folder of the search index cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// It was written by another version of this program, and has to be made anew.
    #[error("the search index has another shape")]
    OtherShape,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
