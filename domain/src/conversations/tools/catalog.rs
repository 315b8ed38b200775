//! Products, as shoppers see them: what is not published is not there.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Bench, object};
use crate::assistant::ToolSpec;
use crate::catalog;
use crate::catalog::products::{self, ProductFilter, VariantDetail};
use crate::drafts::fact;
use crate::error::{Error, Result};
use crate::money;
use crate::search::{self, Wanted};

/// Products of one search.
const FOUND: u64 = 6;
const DESCRIPTION: usize = 1_500;
const VARIANTS: usize = 20;
const ATTRIBUTES: usize = 30;
/// With fewer it is said how many are left.
const FEW: i64 = 5;

pub(super) fn search_spec() -> ToolSpec {
    ToolSpec {
        name: "search_products",
        description: "Finds products by words of their name or description, in the language of the shop.",
        parameters: object(
            json!({
                "query": { "type": "string", "description": "A few words." },
                "max_price": { "type": "number", "description": "In major units, such as 29.90." },
                "in_stock": { "type": "boolean" },
            }),
            &["query"],
        ),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    query: String,
    #[serde(default)]
    max_price: Option<f64>,
    #[serde(default)]
    in_stock: Option<bool>,
}

pub(super) async fn find(bench: &Bench<'_>, arguments: Result<Search>) -> Result<Value> {
    let arguments = arguments?;
    // A price that is none is left out.
    let price_max = arguments.max_price.filter(|price| price.is_finite() && *price >= 0.0);
    let price_max = price_max.map(|price| money::nearest(price, &bench.settings.currency));
    let in_stock = arguments.in_stock.unwrap_or_default();
    let filter = ProductFilter { price_max, in_stock: in_stock.then_some(true), ..ProductFilter::default() };
    let wanted = Wanted { text: arguments.query, filter, limit: FOUND, ..Wanted::default() };
    let found = search::find(bench.store.read(), bench.searching, &wanted).await?;
    let product = |summary: &products::ProductSummary| {
        let product = &summary.product;
        let price = product.price_from_minor.zip(product.currency.as_deref());
        json!({
            "slug": product.slug,
            "name": product.name,
            "brand": summary.brand.as_ref().map(|brand| &brand.name),
            "category": summary.category_slug,
            "price_from": price.map(|(minor, currency)| money::format(minor, currency)),
            "in_stock": summary.in_stock,
            "on_backorder": summary.on_backorder,
        })
    };
    Ok(json!({ "products": found.items.iter().map(|one| product(&one.summary)).collect::<Vec<_>>() }))
}

pub(super) fn show_spec() -> ToolSpec {
    ToolSpec {
        name: "show_product",
        description: "Tells all about one product: description, attributes, variants with prices and stock.",
        parameters: object(json!({ "slug": { "type": "string" } }), &["slug"]),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Show {
    slug: String,
}

pub(super) async fn show(bench: &Bench<'_>, arguments: Result<Show>) -> Result<Value> {
    let slug = arguments?.slug;
    if !catalog::is_slug(&slug) {
        return Err(Error::NotFound { what: "product" });
    }
    let detail = products::find_by_slug_or_id(bench.store.read(), &slug, false).await?;
    let variant = |detail: &VariantDetail| {
        let variant = &detail.variant;
        json!({
            "variant_id": variant.id,
            "name": variant.name,
            "price": money::format(variant.price_minor, &variant.currency),
            "stock": stock_in_words(detail.available),
        })
    };
    let product = &detail.product;
    Ok(json!({
        "slug": product.slug,
        "name": product.name,
        "brand": detail.brand.as_ref().map(|brand| &brand.name),
        "category": detail.category.as_ref().map(|category| &category.name),
        "description": product.description.chars().take(DESCRIPTION).collect::<String>(),
        "attributes": detail.values.iter().take(ATTRIBUTES).map(fact).collect::<Vec<_>>(),
        "variants": detail.variants.iter().take(VARIANTS).map(variant).collect::<Vec<_>>(),
    }))
}

pub(super) fn stock_spec() -> ToolSpec {
    ToolSpec {
        name: "check_stock",
        description: "Tells price and stock of one variant, as they are right now.",
        parameters: object(json!({ "variant_id": { "type": "string", "format": "uuid" } }), &["variant_id"]),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stock {
    variant_id: Uuid,
}

pub(super) async fn stock(bench: &Bench<'_>, arguments: Result<Stock>) -> Result<Value> {
    let id = arguments?.variant_id;
    let found = catalog::variants_for_sale(bench.store.read(), &[id]).await?.remove(&id);
    let found = found.ok_or(Error::NotFound { what: "variant" })?;
    Ok(json!({
        "name": found.name,
        "price": money::format(found.price_minor, &found.currency),
        "stock": stock_in_words(found.available),
    }))
}

/// As pages say it: how many there are is nobody's business but when they are few.
fn stock_in_words(available: i64) -> String {
    match available {
        ..=0 => "sold out".to_owned(),
        1..FEW => format!("only {available} left"),
        _ => "in stock".to_owned(),
    }
}
