//! Orders, a row for each line.

use std::collections::HashMap;

use entity::{export, order, order_line};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Format;
use super::decimal::{fixed, percent};
use super::parts::Range;
use super::plan::in_range;
use crate::error::Result;
use crate::money;

pub(super) const HEADER: [&str; 21] = [
    "order",
    "placed_at",
    "state",
    "fulfilment",
    "email",
    "country",
    "line",
    "sku",
    "name",
    "quantity",
    "unit_price",
    "line_total",
    "tax_rate",
    "shipping",
    "order_total",
    "refunded",
    "currency",
    "line_discount",
    "line_tax",
    "order_discount",
    "order_tax",
];

/// Ids of one statement.
const IDS: usize = 500;

pub(super) async fn rows(
    db: &impl ConnectionTrait,
    export: &export::Model,
    range: Range,
) -> Result<(Vec<u8>, i64)> {
    let mut query = in_range(export)?.order_by_asc(order::Column::Id);
    if let Some(after) = range.after {
        query = query.filter(order::Column::Id.gt(after));
    }
    if let Some(until) = range.until {
        query = query.filter(order::Column::Id.lte(until));
    }
    let format = Format::of(export)?;
    let (mut content, mut rows) = (Vec::new(), 0);
    for orders in query.all(db).await?.chunks(IDS) {
        let mut lines: HashMap<Uuid, Vec<order_line::Model>> = HashMap::new();
        let found = order_line::Entity::find()
            .filter(order_line::Column::OrderId.is_in(orders.iter().map(|order| order.id)))
            .order_by_asc(order_line::Column::Position)
            .all(db)
            .await?;
        for line in found {
            lines.entry(line.order_id).or_default().push(line);
        }
        for order in orders {
            for (index, sold) in lines.remove(&order.id).unwrap_or_default().iter().enumerate() {
                content.extend(line(format, order, index + 1, sold)?);
                rows += 1;
            }
        }
    }
    Ok((content, rows))
}

fn line(format: Format, order: &order::Model, number: usize, sold: &order_line::Model) -> Result<Vec<u8>> {
    let amount = |minor| fixed(minor, money::decimals(&order.currency));
    let row = [
        order.number.as_str(),
        &order.created_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        order.state.as_str(),
        order.fulfilment.as_str(),
        &order.email,
        order.shipping_address["country"].as_str().unwrap_or_default(),
        &number.to_string(),
        &sold.sku,
        &sold.name,
        &sold.quantity.to_string(),
        &amount(sold.unit_price_minor),
        &amount(sold.total_minor),
        &percent(sold.tax_rate_bp),
        &amount(order.shipping_minor),
        &amount(order.total_minor),
        &amount(order.refunded_minor),
        &order.currency,
        &amount(sold.discount_minor),
        &sold.tax_minor.map(amount).unwrap_or_default(),
        &amount(order.discount_minor),
        &amount(order.tax_minor),
    ];
    format.row(&HEADER, &row)
}
