//! Filling the demo shop, once.

use std::collections::HashMap;

use anyhow::Context;
use bytes::Bytes;
use domain::accounts::{self, Registration};
use domain::catalog::categories::{self, NewCategory};
use domain::catalog::images::{self, NewImage};
use domain::catalog::products::{self, NewProduct};
use domain::catalog::variants::NewVariant;
use domain::entity::states::{ProductStatus, Role};
use platform::Services;
use rust_embed::RustEmbed;
use serde::Deserialize;
use uuid::Uuid;

use super::{ADMIN, CUSTOMER, PASSWORD, STAFF, checkout};

#[derive(RustEmbed)]
#[folder = "demo/"]
struct Files;

#[derive(Deserialize)]
struct Shop {
    currency: String,
    categories: Vec<Category>,
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct Category {
    slug: String,
    name: String,
    parent: Option<String>,
    position: i32,
}

#[derive(Deserialize)]
struct Product {
    slug: String,
    name: String,
    category: String,
    description: String,
    tax_rate_bp: i32,
    images: Vec<Image>,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Image {
    file: String,
    alt: String,
    width: i32,
    height: i32,
}

#[derive(Deserialize)]
struct Variant {
    sku: String,
    name: String,
    price_minor: i64,
    stock: i64,
    weight_g: i32,
}

/// Fills the shop unless it has categories already. People, categories, products and their pictures are written in one
/// transaction: a start that is cut off leaves nothing half done.
pub async fn fill(services: &Services) -> anyhow::Result<()> {
    if !categories::tree(services.store.read()).await?.is_empty() {
        return Ok(());
    }
    let file = Files::get("shop.json").context("the demo's shop.json is embedded")?;
    let shop: Shop = serde_json::from_slice(&file.data).context("the demo's shop.json is well-formed")?;
    store_pictures(services, &shop).await?;
    let mut people = Vec::new();
    for ((email, name), role) in [(ADMIN, Role::Admin), (STAFF, Role::Staff), (CUSTOMER, Role::Customer)] {
        let registration =
            Registration { email: email.to_owned(), name: name.to_owned(), password: PASSWORD.to_owned() };
        people.push((accounts::prepare(registration).await?, role));
    }
    services.store.write(async |txn| write(txn, shop, people).await).await?;
    Ok(())
}

async fn write(txn: &domain::Txn, shop: Shop, people: Vec<(accounts::NewUser, Role)>) -> domain::Result<()> {
    for (new, role) in people {
        accounts::ensure_user(txn, new, role).await?;
    }
    let mut ids: HashMap<String, Uuid> = HashMap::new();
    for category in shop.categories {
        let parent_id = category.parent.as_ref().and_then(|parent| ids.get(parent)).copied();
        let new = NewCategory {
            slug: category.slug.clone(),
            name: category.name,
            parent_id,
            position: category.position,
            ..NewCategory::default()
        };
        ids.insert(category.slug, categories::create(txn, new).await?.id);
    }
    let mut reduced = Vec::new();
    for product in shop.products {
        let is_reduced = product.tax_rate_bp < 1_900;
        let variants = product.variants.into_iter().map(|variant| NewVariant {
            sku: variant.sku,
            name: variant.name,
            price_minor: variant.price_minor,
            weight_g: variant.weight_g,
            stock: variant.stock,
            ..NewVariant::default()
        });
        let new = NewProduct {
            slug: Some(product.slug),
            name: product.name,
            description: product.description,
            category_id: ids.get(&product.category).copied(),
            status: ProductStatus::Active,
            tax_rate_bp: product.tax_rate_bp,
            variants: variants.collect(),
            ..NewProduct::default()
        };
        let created = products::create(txn, &shop.currency, new).await?;
        if is_reduced {
            reduced.push(created.id);
        }
        for image in product.images {
            let new = NewImage {
                storage_key: storage_key(&image.file),
                content_type: "image/svg+xml".to_owned(),
                alt: image.alt,
                width: image.width,
                height: image.height,
            };
            images::add(txn, created.id, new).await?;
        }
    }
    checkout::fill(txn, &ids, &reduced).await
}

async fn store_pictures(services: &Services, shop: &Shop) -> anyhow::Result<()> {
    for image in shop.products.iter().flat_map(|product| &product.images) {
        let file =
            Files::get(&image.file).with_context(|| format!("the demo has no picture {}", image.file))?;
        let content = Bytes::from(file.data.into_owned());
        services.storage.put(&storage_key(&image.file), content, "image/svg+xml").await?;
    }
    Ok(())
}

/// `img/dune-mug.svg` is kept as `media/demo-dune-mug.svg`.
fn storage_key(file: &str) -> String {
    format!("media/demo-{}", file.trim_start_matches("img/"))
}
