//! What is sold, as a file for `penden import products`.

use std::path::Path;

use crate::olist::{Plan, sku};

/// Writes the file, a row for each offer.
pub fn write(plan: &Plan, path: &Path) -> anyhow::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record([
        "sku",
        "product",
        "slug",
        "category",
        "description",
        "variant",
        "price",
        "stock",
        "weight_g",
        "tax_rate",
        "status",
    ])?;
    for offer in &plan.offers {
        let price = format!("{}.{:02}", offer.price_minor / 100, offer.price_minor % 100);
        file.write_record([
            &sku(&offer.product_id, offer.price_minor),
            // The dataset does not give away the names of products.
            &format!("Product {}", offer.product_id),
            &offer.product_id,
            &offer.category,
            "",
            &format!("at {price}"),
            &price,
            &offer.stock.to_string(),
            &offer.weight_g.to_string(),
            "0",
            "active",
        ])?;
    }
    file.flush()?;
    Ok(())
}
