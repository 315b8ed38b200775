//! What a model is told about a product. Nothing that shoppers would not see on its page once it is published, no stock and
//! no price: texts would be wrong the day after.

use serde::{Deserialize, Serialize};

/// Something that is known of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProductFacts {
    pub name: String,
    pub brand: Option<String>,
    pub category: Option<String>,
    pub tags: Vec<String>,
    pub attributes: Vec<Fact>,
    /// Their names, without those that are called as the product is.
    pub variants: Vec<String>,
    /// As it is now.
    pub description: String,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
}

/// A text about a product is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductTask {
    pub product: ProductFacts,
    /// BCP 47; none: that of the product's texts.
    #[serde(default)]
    pub language: Option<String>,
    /// What staff wants to be minded.
    #[serde(default)]
    pub wishes: Option<String>,
}
