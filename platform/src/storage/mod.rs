//! Where files are kept: a folder of this machine, or a bucket of an S3-compatible service.

mod folder;
mod key;
mod s3;

pub use folder::FolderStorage;
pub use s3::{S3Settings, S3Storage};
