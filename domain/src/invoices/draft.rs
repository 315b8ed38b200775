//! What an invoice says, put together from the order and the seller.

use std::collections::BTreeMap;

use entity::{order, order_line};

use super::{InvoiceDocument, InvoiceLine, InvoiceTax, Party};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::money::{self, tax_contained};
use crate::pricing::Adjustment;
use crate::settings::ShopSettings;
use crate::shipping::Address;

pub(super) fn draft(
    order: &order::Model,
    lines: &[order_line::Model],
    number: &str,
    issued_at: Timestamp,
    settings: &ShopSettings,
) -> Result<InvoiceDocument> {
    let billing: Address = serde_json::from_value(order.billing_address.clone())?;
    let delivery: Address = serde_json::from_value(order.shipping_address.clone())?;
    let ship_to = (delivery != billing).then(|| party(&delivery));
    let shipping = InvoiceLine {
        sku: String::new(),
        name: format!("Shipping: {}", order.shipping_name),
        quantity: 1,
        unit_price_minor: shown(order, order.shipping_minor, shipping_tax(order, lines))
            + order.shipping_discount_minor,
        tax_rate_bp: order.shipping_tax_rate_bp,
        total_minor: shown(order, order.shipping_minor, shipping_tax(order, lines)),
        notes: notes(order, &order.adjustments)?,
    };
    let has_shipping = order.shipping_minor > 0 || order.shipping_discount_minor > 0;
    let seller = &settings.seller;
    Ok(InvoiceDocument {
        number: number.to_owned(),
        issued_on: issued_at.date_naive(),
        supplied_on: issued_at.date_naive(),
        currency: order.currency.clone(),
        order_number: order.number.clone(),
        seller: Party {
            tax_id: Some(seller.tax_id.clone()),
            contact: vec![seller.email.clone(), seller.website.clone()],
            ..party(&seller.address)
        },
        buyer: party(&billing),
        ship_to,
        prices_include_tax: order.prices_include_tax,
        lines: lines.iter().map(|sold| line(order, sold)).collect::<Result<_>>()?,
        shipping: has_shipping.then_some(shipping),
        taxes: taxes(order, lines)?,
        net_minor: order.total_minor - order.tax_minor,
        tax_minor: order.tax_minor,
        total_minor: order.total_minor,
        paid_note: Some("Paid in full. No payment is due.".to_owned()),
        footer: seller.footer.clone(),
        credits: None,
        logo: settings.logo.clone(),
    })
}

pub(super) fn party(address: &Address) -> Party {
    let place = format!("{} {}", address.postal_code, address.city);
    let street = [Some(&address.line1), address.line2.as_ref()].into_iter().flatten().cloned();
    let region = [Some(place), address.region.clone(), Some(address.country.clone())].into_iter().flatten();
    match &address.company {
        Some(company) => Party {
            name: company.clone(),
            address: std::iter::once(address.name.clone()).chain(street).chain(region).collect(),
            ..Party::default()
        },
        None => {
            Party { name: address.name.clone(), address: street.chain(region).collect(), ..Party::default() }
        }
    }
}

fn line(order: &order::Model, line: &order_line::Model) -> Result<InvoiceLine> {
    Ok(InvoiceLine {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        unit_price_minor: line.unit_price_minor,
        tax_rate_bp: line.tax_rate_bp,
        total_minor: shown(order, line.total_minor, line.tax_minor.unwrap_or(0)),
        notes: notes(order, &line.adjustments)?,
    })
}

/// A total as the lines show it: with tax or without.
fn shown(order: &order::Model, total_minor: i64, tax_minor: i64) -> i64 {
    if order.prices_include_tax { total_minor } else { total_minor - tax_minor }
}

/// What is left of the order's tax when that of the lines is taken away.
fn shipping_tax(order: &order::Model, lines: &[order_line::Model]) -> i64 {
    order.tax_minor - lines.iter().filter_map(|line| line.tax_minor).sum::<i64>()
}

/// A sentence for each thing that was taken off.
fn notes(order: &order::Model, adjustments: &serde_json::Value) -> Result<Vec<String>> {
    let adjustments: Vec<Adjustment> = serde_json::from_value(adjustments.clone())?;
    let note = |one: Adjustment| {
        let code = one.code.map(|code| format!(" ({code})")).unwrap_or_default();
        format!("{}{code}: {}", one.name, money::format(-one.amount_minor, &order.currency))
    };
    Ok(adjustments.into_iter().map(note).collect())
}

/// Net, tax and gross per rate, as the order has them. Orders of earlier versions have none; theirs are taken from the gross
/// sum of each rate, as they were when they were placed.
fn taxes(order: &order::Model, lines: &[order_line::Model]) -> Result<Vec<InvoiceTax>> {
    if let Some(stored) = &order.taxes {
        return Ok(serde_json::from_value(stored.clone())?);
    }
    let mut gross_by_rate: BTreeMap<i32, i64> = BTreeMap::new();
    for line in lines {
        *gross_by_rate.entry(line.tax_rate_bp).or_default() += line.total_minor;
    }
    if order.shipping_minor > 0 {
        *gross_by_rate.entry(order.shipping_tax_rate_bp).or_default() += order.shipping_minor;
    }
    let tax = |(rate_bp, gross_minor)| {
        let tax_minor = tax_contained(gross_minor, rate_bp);
        InvoiceTax { rate_bp, net_minor: gross_minor - tax_minor, tax_minor, gross_minor }
    };
    Ok(gross_by_rate.into_iter().map(tax).collect())
}
