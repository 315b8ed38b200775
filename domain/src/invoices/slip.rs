//! Packing slips: what is in a parcel, for those who pack it and those who open it. No prices: it may be a gift.

use chrono::NaiveDate;
use entity::{order, order_line, order_part};

use super::Party;
use super::draft::party;
use crate::error::Result;
use crate::orders::Parcel;
use crate::settings::ShopSettings;
use crate::shipping::Address;

/// One packing slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingSlip {
    /// The parcel's number.
    pub number: String,
    pub order_number: String,
    pub shipped_on: NaiveDate,
    pub seller: Party,
    pub recipient: Party,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub lines: Vec<SlipLine>,
    /// Small print for the foot of each page.
    pub footer: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    pub sku: String,
    pub name: String,
    /// In this parcel.
    pub quantity: i64,
    /// In the whole order.
    pub ordered: i64,
    /// What is in a bundle.
    pub parts: Vec<SlipPart>,
}

/// A part of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipPart {
    pub sku: String,
    pub name: String,
    /// In this parcel.
    pub quantity: i64,
}

/// The slip of a parcel, with its lines in the order in which they were ordered, and the parts of their bundles.
pub fn packing_slip(
    order: &order::Model,
    parcel: &Parcel,
    lines: &[order_line::Model],
    parts: &[order_part::Model],
    settings: &ShopSettings,
) -> Result<PackingSlip> {
    let delivery: Address = serde_json::from_value(order.shipping_address.clone())?;
    let seller = &settings.seller;
    let packed = |line: &order_line::Model| {
        let packed = parcel.lines.iter().find(|packed| packed.order_line_id == line.id)?;
        Some(SlipLine {
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: packed.quantity,
            ordered: line.quantity,
            parts: parts
                .iter()
                .filter(|part| part.variant_id == line.variant_id)
                .map(|part| SlipPart {
                    sku: part.sku.clone(),
                    name: part.name.clone(),
                    quantity: part.quantity * packed.quantity,
                })
                .collect(),
        })
    };
    Ok(PackingSlip {
        number: parcel.shipment.number.clone(),
        order_number: order.number.clone(),
        shipped_on: parcel.shipment.shipped_at.date_naive(),
        seller: Party {
            contact: vec![seller.email.clone(), seller.website.clone()],
            ..party(&seller.address)
        },
        recipient: party(&delivery),
        carrier: parcel.shipment.carrier.clone(),
        tracking: parcel.shipment.tracking.clone(),
        lines: lines.iter().filter_map(packed).collect(),
        footer: seller.footer.clone(),
    })
}
