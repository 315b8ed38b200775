//! Rows of pictures. The files are the caller's business: put one into storage before [`add`], under a key that no
//! other picture has; delete it after the transaction of [`delete`] has been committed. A file without a row does no
//! harm, a row without a file shows. Smaller ones are made by a job, which [`add`] asks for, and noted with [`note`].

mod add;
mod delete;
mod files;
mod update;

pub use add::{NewImage, add};
pub use delete::delete;
pub(super) use files::with_files;
pub use files::{NewFile, Picture, find, note};
pub use update::{ImageChange, update};
