//! What is sold. Reading is public and answered from the cache; changing needs the permission `catalog_write`.

mod attribute_schema;
mod attributes;
mod brand_schema;
mod brands;
mod categories;
mod codes;
mod collection_schema;
mod collections;
mod facet_schema;
mod images;
mod imports;
pub(crate) mod narrowing;
mod option_requests;
mod picture;
mod product_requests;
mod product_schema;
mod products;
mod recommendation_schema;
mod recommendations;
mod rendered;
mod requests;
mod rule_schema;
mod schema;
mod translations;
mod variant_requests;
mod variant_schema;
mod variants;

pub use attributes::Attributes;
pub use brands::Brands;
pub use categories::Categories;
pub use codes::Codes;
pub use collections::Collections;
pub use facet_schema::Facets;
pub use images::Images;
pub use imports::ProductImports;
pub use product_schema::{ProductSummary, Rating, from_milli};
pub use products::Products;
pub use recommendations::Recommendations;
pub use rendered::{forget, kept};
pub use schema::Status;
pub use translations::{Reader, Translations};
pub use variant_schema::StockLevel;
pub use variants::Variants;

use poem_openapi::ApiResponse;

/// Something is gone.
#[derive(ApiResponse)]
pub enum Deleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}
