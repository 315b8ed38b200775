//! What the demo shop takes off, takes in taxes and sends by.

use std::collections::HashMap;

use domain::entity::states::{PromotionKind, ShippingBasis};
use domain::pricing::Bracket;
use domain::promotions::{self, Terms};
use domain::shipping::methods;
use domain::zones::{self, TaxRate};
use domain::{Result, Txn};
use uuid::Uuid;

/// Two promotions, three zones with their taxes, and methods for them. `categories` are ids by slug, `reduced` the products
/// that are taxed less.
pub async fn fill(txn: &Txn, categories: &HashMap<String, Uuid>, reduced: &[Uuid]) -> Result<()> {
    let welcome = Terms {
        code: Some("WELCOME10".into()),
        percent_bp: Some(1_000),
        min_subtotal_minor: 2_000,
        max_uses: Some(500),
        max_uses_per_customer: Some(1),
        ..terms("Welcome: 10 % off", PromotionKind::Percentage)
    };
    promotions::create(txn, welcome).await?;
    let three_for_two = Terms {
        buy_quantity: Some(2),
        get_quantity: Some(1),
        category_ids: categories.get("coffee-and-tea").copied().into_iter().collect(),
        priority: 10,
        ..terms("Coffee and tea: three for two", PromotionKind::BuyXGetY)
    };
    promotions::create(txn, three_for_two).await?;

    // In Germany the catalogue's own rates hold.
    let germany = zone(txn, "Germany", &["DE"], &[("reduced", 700), (zones::SHIPPING, 1_900)]).await?;
    let rates = [(zones::DEFAULT, 2_000), ("reduced", 1_000), (zones::SHIPPING, 2_000)];
    let austria = zone(txn, "Austria", &["AT"], &rates).await?;
    let rates = [(zones::DEFAULT, 0), ("reduced", 0), (zones::SHIPPING, 0)];
    let world = zone(txn, "Rest of the world", &[], &rates).await?;
    for product_id in reduced {
        zones::set_product(txn, *product_id, Some("reduced".into())).await?;
    }
    ways(txn, vec![germany, austria], vec![world]).await
}

async fn ways(txn: &Txn, here: Vec<Uuid>, elsewhere: Vec<Uuid>) -> Result<()> {
    let bracket = |up_to, price_minor| Bracket { up_to, price_minor };
    let flat = |code: &str, name: &str, price_minor, free_from_minor, days| methods::Terms {
        code: code.into(),
        name: name.into(),
        zone_ids: here.clone(),
        basis: ShippingBasis::Flat,
        brackets: vec![bracket(None, price_minor)],
        free_from_minor,
        days,
        position: 0,
        enabled: true,
    };
    let world = methods::Terms {
        zone_ids: elsewhere,
        basis: ShippingBasis::Weight,
        brackets: vec![
            bracket(Some(2_000), 1_490),
            bracket(Some(10_000), 2_990),
            bracket(Some(30_000), 5_990),
        ],
        ..flat("world", "World parcel", 0, None, 9)
    };
    for terms in
        [flat("standard", "Standard", 490, Some(5_000), 3), flat("express", "Express", 990, None, 1), world]
    {
        methods::create(txn, terms).await?;
    }
    Ok(())
}

fn terms(name: &str, kind: PromotionKind) -> Terms {
    Terms {
        name: name.into(),
        code: None,
        kind,
        percent_bp: None,
        amount_minor: None,
        buy_quantity: None,
        get_quantity: None,
        product_ids: Vec::new(),
        category_ids: Vec::new(),
        min_subtotal_minor: 0,
        first_order: false,
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
        exclusive: false,
        priority: 0,
        enabled: true,
    }
}

async fn zone(txn: &Txn, name: &str, countries: &[&str], rates: &[(&str, i32)]) -> Result<Uuid> {
    let rate = |(class, rate_bp): &(&str, i32)| TaxRate { tax_class: (*class).into(), rate_bp: *rate_bp };
    let terms = zones::Terms {
        name: name.into(),
        countries: countries.iter().map(|country| (*country).to_owned()).collect(),
        regions: Vec::new(),
        postal_prefixes: Vec::new(),
        tax_rates: rates.iter().map(rate).collect(),
    };
    Ok(zones::create(txn, terms).await?.id)
}
