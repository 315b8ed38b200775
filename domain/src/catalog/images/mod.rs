//! Rows of pictures. The files are the caller's business: put one into storage before [`add`], under a key that no
//! other picture has; delete it after the transaction of [`delete`] has been committed. A file without a row does no
//! harm, a row without a file shows.

mod add;
mod delete;

pub use add::{NewImage, add};
pub use delete::delete;
