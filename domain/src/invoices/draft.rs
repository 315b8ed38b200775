//! What an invoice says, put together from the order and the seller.

use std::collections::BTreeMap;

use entity::{order, order_line};

use super::{InvoiceDocument, InvoiceLine, InvoiceTax, Party};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::money::tax_contained;
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
        unit_price_minor: order.shipping_minor,
        tax_rate_bp: order.shipping_tax_rate_bp,
        total_minor: order.shipping_minor,
    };
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
        lines: lines.iter().map(line).collect(),
        shipping: (order.shipping_minor > 0).then_some(shipping),
        taxes: taxes(order, lines),
        net_minor: order.total_minor - order.tax_minor,
        tax_minor: order.tax_minor,
        total_minor: order.total_minor,
        paid_note: Some("Paid in full. No payment is due.".to_owned()),
        footer: seller.footer.clone(),
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

fn line(line: &order_line::Model) -> InvoiceLine {
    InvoiceLine {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        unit_price_minor: line.unit_price_minor,
        tax_rate_bp: line.tax_rate_bp,
        total_minor: line.total_minor,
    }
}

/// Net, tax and gross per rate; the taxes sum to the order's, since both are taken from the gross sum of each rate.
fn taxes(order: &order::Model, lines: &[order_line::Model]) -> Vec<InvoiceTax> {
    let mut gross_by_rate: BTreeMap<i32, i64> = BTreeMap::new();
    for line in lines {
        *gross_by_rate.entry(line.tax_rate_bp).or_default() += line.total_minor;
    }
    if order.shipping_minor > 0 {
        *gross_by_rate.entry(order.shipping_tax_rate_bp).or_default() += order.shipping_minor;
    }
    gross_by_rate
        .into_iter()
        .map(|(rate_bp, gross_minor)| {
            let tax_minor = tax_contained(gross_minor, rate_bp);
            InvoiceTax { rate_bp, net_minor: gross_minor - tax_minor, tax_minor, gross_minor }
        })
        .collect()
}
