//! What the catalogue looks like on the wire.

use chrono::{DateTime, Utc};
use domain::catalog::categories::CategoryNode;
use domain::catalog::products::{self, ProductDetail, VariantDetail};
use domain::entity::states::ProductStatus;
use domain::entity::{category, image, product, stock_level, variant};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::media;
use crate::money::Money;

/// Who sees a product: everyone sees what is active, staff sees all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Active,
    Archived,
}

impl From<ProductStatus> for Status {
    fn from(status: ProductStatus) -> Self {
        match status {
            ProductStatus::Draft => Self::Draft,
            ProductStatus::Active => Self::Active,
            ProductStatus::Archived => Self::Archived,
        }
    }
}

impl From<Status> for ProductStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::Active => Self::Active,
            Status::Archived => Self::Archived,
        }
    }
}

/// A category by itself.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Category {
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    pub name: String,
    /// Absent at the top.
    pub parent_id: Option<Uuid>,
    /// Lower comes first.
    pub position: i32,
}

impl From<category::Model> for Category {
    fn from(row: category::Model) -> Self {
        Self { id: row.id, slug: row.slug, name: row.name, parent_id: row.parent_id, position: row.position }
    }
}

/// A category with those below it.
#[derive(Debug, Object)]
pub struct CategoryBranch {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub position: i32,
    pub children: Vec<CategoryBranch>,
}

impl From<CategoryNode> for CategoryBranch {
    fn from(node: CategoryNode) -> Self {
        Self {
            id: node.category.id,
            slug: node.category.slug,
            name: node.category.name,
            position: node.category.position,
            children: node.children.into_iter().map(Into::into).collect(),
        }
    }
}

/// All categories, from the top down.
#[derive(Debug, Object)]
pub struct CategoryTree {
    pub items: Vec<CategoryBranch>,
}

/// A picture.
#[derive(Debug, Object)]
pub struct Image {
    pub id: Uuid,
    /// Where the file is; its content never changes.
    pub url: String,
    pub content_type: String,
    /// What is to be seen; may be empty.
    pub alt: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

impl From<image::Model> for Image {
    fn from(row: image::Model) -> Self {
        Self {
            id: row.id,
            url: media::url(&row.storage_key),
            content_type: row.content_type,
            alt: row.alt,
            width: row.width,
            height: row.height,
        }
    }
}

/// A product as lists show it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ProductSummary {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub status: Status,
    /// The slug of its category.
    pub category: Option<String>,
    /// The price of the cheapest variant, tax included.
    pub price_from: Option<Money>,
    /// Whether any variant can be bought right now.
    pub in_stock: bool,
    pub image: Option<Image>,
    pub created_at: DateTime<Utc>,
}

impl From<products::ProductSummary> for ProductSummary {
    fn from(summary: products::ProductSummary) -> Self {
        let product = summary.product;
        Self {
            id: product.id,
            price_from: price_from(&product),
            slug: product.slug,
            name: product.name,
            status: product.status.into(),
            category: summary.category_slug,
            in_stock: summary.in_stock,
            image: summary.image.map(Into::into),
            created_at: product.created_at,
        }
    }
}

fn price_from(product: &product::Model) -> Option<Money> {
    Some(Money::new(product.price_from_minor?, product.currency.clone()?))
}

/// A page of products.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ProductPage {
    pub items: Vec<ProductSummary>,
    /// Pass it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
}

impl From<products::Page<products::ProductSummary>> for ProductPage {
    fn from(page: products::Page<products::ProductSummary>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next }
    }
}

/// A product with everything that its page shows.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Product {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub status: Status,
    /// Tax included in the prices, basis points: 1900 is 19 %.
    pub tax_rate_bp: i32,
    pub category: Option<Category>,
    /// The price of the cheapest variant, tax included.
    pub price_from: Option<Money>,
    /// Whether any variant can be bought right now.
    pub in_stock: bool,
    pub variants: Vec<Variant>,
    /// The first one stands for the product.
    pub images: Vec<Image>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Product {
    /// `for_staff` also says how the stock comes about.
    pub fn new(detail: ProductDetail, for_staff: bool) -> Self {
        let product = detail.product;
        Self {
            id: product.id,
            price_from: price_from(&product),
            slug: product.slug,
            name: product.name,
            description: product.description,
            status: product.status.into(),
            tax_rate_bp: product.tax_rate_bp,
            category: detail.category.map(Into::into),
            in_stock: detail.variants.iter().any(|variant| variant.available > 0),
            variants: detail.variants.into_iter().map(|variant| Variant::new(variant, for_staff)).collect(),
            images: detail.images.into_iter().map(Into::into).collect(),
            created_at: product.created_at,
            updated_at: product.updated_at,
        }
    }
}

/// What is bought.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Variant {
    pub id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    /// What tells it from the product's other variants; may be empty.
    pub name: String,
    /// Tax included.
    pub price: Money,
    pub weight_g: i32,
    pub position: i32,
    /// How many can be bought.
    pub available: Option<i64>,
    /// How many there are. For staff.
    pub on_hand: Option<i64>,
    /// How many are promised to orders. For staff.
    pub reserved: Option<i64>,
}

impl Variant {
    pub fn new(detail: VariantDetail, for_staff: bool) -> Self {
        Self {
            available: Some(detail.available),
            on_hand: for_staff.then_some(detail.on_hand),
            reserved: for_staff.then_some(detail.reserved),
            ..detail.variant.into()
        }
    }
}

impl From<variant::Model> for Variant {
    fn from(row: variant::Model) -> Self {
        Self {
            id: row.id,
            product_id: row.product_id,
            sku: row.sku,
            name: row.name,
            price: Money::new(row.price_minor, row.currency),
            weight_g: row.weight_g,
            position: row.position,
            available: None,
            on_hand: None,
            reserved: None,
        }
    }
}

/// How many of a variant there are.
#[derive(Debug, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct StockLevel {
    pub variant_id: Uuid,
    pub on_hand: i64,
    /// Promised to orders.
    pub reserved: i64,
    /// On hand and not reserved.
    pub available: i64,
    /// It runs low when no more than so many are available. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_at: Option<i64>,
    pub updated_at: DateTime<Utc>,
}

impl From<stock_level::Model> for StockLevel {
    fn from(row: stock_level::Model) -> Self {
        Self {
            variant_id: row.variant_id,
            on_hand: row.on_hand,
            reserved: row.reserved,
            available: row.on_hand - row.reserved,
            low_at: row.low_at,
            updated_at: row.updated_at,
        }
    }
}
