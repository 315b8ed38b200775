//! What is sold. Reading is public and answered from the cache; changing needs the permission `catalog_write`.

mod categories;
mod images;
mod imports;
mod picture;
mod products;
mod rendered;
mod requests;
mod schema;
mod variant_requests;
mod variants;

pub use categories::Categories;
pub use images::Images;
pub use imports::ProductImports;
pub use products::Products;
pub use rendered::forget;
pub use schema::StockLevel;
pub use variants::Variants;

use poem_openapi::ApiResponse;

/// Something is gone.
#[derive(ApiResponse)]
pub enum Deleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}
