//! What is indexed.

use uuid::Uuid;

/// A product as the index sees it. Texts are for people; keys are what is filtered and counted by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub id: Uuid,
    pub title: String,
    pub brand: String,
    /// Names from the root on, with spaces between them.
    pub category: String,
    pub description: String,
    /// Names and values of attributes, for people.
    pub attributes: Vec<String>,
    /// Part numbers, skus and EANs: found exactly, whatever hyphens and spaces are typed.
    pub codes: Vec<String>,
    /// Facets and their values: of brands, categories, attributes.
    pub keys: Vec<(String, String)>,
    /// Facets that are numbers, thousandths.
    pub numbers: Vec<(String, i64)>,
    /// Names of all attributes, whatever their values: products of one kind have the same ones.
    pub shape: Vec<String>,
    /// Minor units.
    pub price: Option<i64>,
    pub in_stock: bool,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970: from then on, and until before then, it is found.
    pub visible: (i64, i64),
}
