//! What products look like on the wire.

use chrono::{DateTime, Utc};
use domain::catalog::attributes::{Attribute as DomainAttribute, ProductValue, ValueKind};
use domain::catalog::products::{self, ProductDetail, VariantDetail};
use domain::entity::{attribute_choice, brand, product};
use domain::reviews;
use poem_openapi::Object;
use uuid::Uuid;

use super::facet_schema::Facets;
use super::schema::{Category, Image, Status};
use super::variant_schema::Variant;
use crate::money::Money;

/// A brand, as products name it.
#[derive(Debug, Object)]
pub struct BrandName {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
}

impl From<brand::Model> for BrandName {
    fn from(row: brand::Model) -> Self {
        Self { id: row.id, slug: row.slug, name: row.name }
    }
}

/// What the reviews of a product come to.
#[derive(Debug, Object)]
pub struct Rating {
    /// 1 to 5 stars, to the hundredth.
    pub average: f64,
    /// How many reviews there are.
    pub count: i64,
}

impl From<reviews::Rating> for Rating {
    fn from(rating: reviews::Rating) -> Self {
        Self { average: rating.average(), count: rating.count() }
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
    pub brand: Option<BrandName>,
    /// The price of the cheapest variant, tax included.
    pub price_from: Option<Money>,
    /// Whether any variant is there.
    pub in_stock: bool,
    /// Whether none is there, and one can be ordered all the same: it is sent when it comes.
    pub on_backorder: bool,
    pub image: Option<Image>,
    /// Absent where nobody said anything.
    pub rating: Option<Rating>,
    pub created_at: DateTime<Utc>,
    /// From then on shoppers see it. For staff.
    pub publish_at: Option<DateTime<Utc>>,
    /// From then on they do not. For staff.
    pub unpublish_at: Option<DateTime<Utc>>,
    /// For staff.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl ProductSummary {
    /// `for_staff` also says when it is on sale.
    pub fn new(summary: products::ProductSummary, for_staff: bool) -> Self {
        let product = summary.product;
        Self {
            id: product.id,
            price_from: price_from(&product),
            slug: products::unmarked(&product.slug).to_owned(),
            name: product.name,
            status: status(product.status.into(), for_staff),
            category: summary.category_slug,
            brand: summary.brand.map(Into::into),
            in_stock: summary.in_stock,
            on_backorder: summary.on_backorder,
            image: summary.image.map(Into::into),
            rating: summary.rating.map(Into::into),
            created_at: product.created_at,
            publish_at: product.publish_at.filter(|_| for_staff),
            unpublish_at: product.unpublish_at.filter(|_| for_staff),
            deleted_at: product.deleted_at,
        }
    }
}

/// What others see is active, however that came about.
fn status(status: Status, for_staff: bool) -> Status {
    if for_staff { status } else { Status::Active }
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
    /// What the list can be narrowed by; if it was asked for.
    pub facets: Option<Facets>,
    /// How many products the list has in all; if facets were asked for.
    pub total: Option<u64>,
}

impl ProductPage {
    /// `told`: the facets and how many there are in all, if that was asked for.
    pub fn new(
        page: products::Page<products::ProductSummary>,
        told: Option<(products::Facets, u64)>,
        currency: &str,
        for_staff: bool,
    ) -> Self {
        Self {
            items: page.items.into_iter().map(|item| ProductSummary::new(item, for_staff)).collect(),
            next_cursor: page.next,
            total: told.as_ref().map(|(_, total)| *total),
            facets: told.map(|(facets, _)| Facets::new(facets, currency)),
        }
    }
}

/// A choice of an attribute.
#[derive(Debug, Object)]
pub struct Choice {
    pub code: String,
    /// For people.
    pub label: String,
}

impl From<attribute_choice::Model> for Choice {
    fn from(row: attribute_choice::Model) -> Self {
        Self { code: row.code, label: row.label }
    }
}

/// What a product has of an attribute: one of `choices`, `number` and `boolean`.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AttributeValue {
    /// The code of the attribute.
    pub code: String,
    /// Its name, for people.
    pub name: String,
    pub choices: Option<Vec<Choice>>,
    pub number: Option<f64>,
    /// Of the number.
    pub unit: Option<String>,
    pub boolean: Option<bool>,
}

impl From<ProductValue> for AttributeValue {
    fn from(value: ProductValue) -> Self {
        let (code, name) = (value.attribute.code, value.attribute.name);
        let none = Self { code, name, choices: None, number: None, unit: None, boolean: None };
        match value.value {
            ValueKind::Choices(choices) => {
                Self { choices: Some(choices.into_iter().map(Into::into).collect()), ..none }
            }
            ValueKind::Number(milli) => {
                Self { number: Some(from_milli(milli)), unit: value.attribute.unit, ..none }
            }
            ValueKind::Boolean(boolean) => Self { boolean: Some(boolean), ..none },
        }
    }
}

/// Thousandths, as they are written: all that are kept are exact.
pub fn from_milli(milli: i64) -> f64 {
    milli as f64 / 1000.0
}

/// In what variants differ, with the choices that there are.
#[derive(Debug, Object)]
pub struct ProductOption {
    /// The code of the attribute; variants name their choice by it.
    pub code: String,
    /// Its name, for people.
    pub name: String,
    pub choices: Vec<Choice>,
}

impl From<DomainAttribute> for ProductOption {
    fn from(option: DomainAttribute) -> Self {
        Self {
            code: option.row.code,
            name: option.row.name,
            choices: option.choices.into_iter().map(Into::into).collect(),
        }
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
    /// The language into which name and description are translated; absent: they are as the shop wrote them.
    pub locale: Option<String>,
    pub status: Status,
    /// Tax included in the prices, basis points: 1900 is 19 %.
    pub tax_rate_bp: i32,
    pub category: Option<Category>,
    pub brand: Option<BrandName>,
    pub tags: Vec<String>,
    pub attributes: Vec<AttributeValue>,
    /// In what the variants differ, in the order in which shoppers choose.
    pub options: Vec<ProductOption>,
    /// The price of the cheapest variant, tax included.
    pub price_from: Option<Money>,
    /// Whether any variant is there.
    pub in_stock: bool,
    /// Whether none is there, and one can be ordered all the same: it is sent when it comes.
    pub on_backorder: bool,
    pub variants: Vec<Variant>,
    /// The first one stands for the product.
    pub images: Vec<Image>,
    /// What goes with it, in order.
    pub related: Vec<ProductSummary>,
    /// Absent where nobody said anything.
    pub rating: Option<Rating>,
    /// What search engines show instead of the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// From then on shoppers see it. For staff.
    pub publish_at: Option<DateTime<Utc>>,
    /// From then on they do not. For staff.
    pub unpublish_at: Option<DateTime<Utc>>,
    /// For staff.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Product {
    /// `for_staff` also says how the stock comes about, and when it is on sale.
    pub fn new(detail: ProductDetail, for_staff: bool) -> Self {
        let product = detail.product;
        let in_stock = detail.variants.iter().any(|variant| variant.available > 0);
        let is_beyond = |variant: &VariantDetail| variant.beyond.is_some_and(|beyond| beyond.left != Some(0));
        Self {
            id: product.id,
            price_from: price_from(&product),
            slug: products::unmarked(&product.slug).to_owned(),
            name: product.name,
            description: product.description,
            locale: None,
            status: status(product.status.into(), for_staff),
            tax_rate_bp: product.tax_rate_bp,
            category: detail.category.map(Into::into),
            brand: detail.brand.map(Into::into),
            tags: detail.tags,
            attributes: detail.values.into_iter().map(Into::into).collect(),
            options: detail.options.into_iter().map(Into::into).collect(),
            in_stock,
            on_backorder: !in_stock && detail.variants.iter().any(is_beyond),
            variants: detail.variants.into_iter().map(|variant| Variant::new(variant, for_staff)).collect(),
            images: detail.images.into_iter().map(Into::into).collect(),
            rating: detail.rating.map(Into::into),
            related: detail.related.into_iter().map(|one| ProductSummary::new(one, false)).collect(),
            seo_title: product.seo_title,
            seo_description: product.seo_description,
            created_at: product.created_at,
            updated_at: product.updated_at,
            publish_at: product.publish_at.filter(|_| for_staff),
            unpublish_at: product.unpublish_at.filter(|_| for_staff),
            deleted_at: product.deleted_at,
        }
    }
}
