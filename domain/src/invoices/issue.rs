//! Numbering an invoice, and noting that its PDF is stored.

use std::collections::HashMap;

use chrono::Datelike;
use entity::{invoice, invoice_counter, order, order_line};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::draft::draft;
use super::{InvoiceDocument, PackingSlip};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::events::Event;
use crate::orders::{bump_all, lock_all};
use crate::settings::ShopSettings;
use crate::store::{Store, Txn};
use crate::trace::Cause;

/// The port to what prints invoices.
pub trait InvoiceRenderer: Send + Sync {
    /// A PDF; the same document and logo (a JPEG) give the same bytes.
    fn render(&self, document: &InvoiceDocument, logo: Option<&[u8]>) -> Result<Vec<u8>>;

    /// As [`InvoiceRenderer::render`], for what goes into a parcel.
    fn render_slip(&self, slip: &PackingSlip) -> Result<Vec<u8>>;
}

/// Gives the invoices of these orders their numbers, once; an invoice is frozen from then on. An order that does not exist
/// is left out.
///
/// Numbers are taken under the row lock of the year's counter, in the transaction that writes the invoices: a number that
/// is taken is used. Losing this transaction with the database host does no harm: nothing has been announced.
pub async fn number(
    store: &Store,
    orders: &[Uuid],
    settings: &ShopSettings,
) -> Result<HashMap<Uuid, invoice::Model>> {
    store
        .write_relaxed(async |txn| {
            let issued_at = now();
            // Whoever numbers the same orders as well has to wait here, and then finds the invoices.
            let last = lock_counter(txn, issued_at.year()).await?;
            let known = invoice::Entity::find()
                .filter(invoice::Column::OrderId.is_in(orders.iter().copied()))
                .all(txn)
                .await?;
            let mut invoices: HashMap<Uuid, invoice::Model> =
                known.into_iter().map(|invoice| (invoice.order_id, invoice)).collect();
            let waiting: Vec<Uuid> = orders.iter().filter(|id| !invoices.contains_key(id)).copied().collect();
            let drafted = draft_all(txn, &waiting, issued_at, last, settings).await?;
            if !drafted.is_empty() {
                set_counter(txn, issued_at.year(), last + drafted.len() as i64).await?;
                let rows = drafted.iter().map(|invoice| invoice.clone().into_active_model().reset_all());
                invoice::Entity::insert_many(rows).exec_without_returning(txn).await?;
            }
            invoices.extend(drafted.into_iter().map(|invoice| (invoice.order_id, invoice)));
            Ok(invoices)
        })
        .await
}

/// Invoices of these orders, numbered from `last` + 1 on.
async fn draft_all(
    txn: &Txn,
    orders: &[Uuid],
    issued_at: Timestamp,
    last: i64,
    settings: &ShopSettings,
) -> Result<Vec<invoice::Model>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let found = order::Entity::find()
        .filter(order::Column::Id.is_in(orders.iter().copied()))
        .order_by_asc(order::Column::Id)
        .all(txn)
        .await?;
    let mut lines: HashMap<Uuid, Vec<order_line::Model>> = HashMap::new();
    let all_lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_line::Column::Position)
        .all(txn)
        .await?;
    for line in all_lines {
        lines.entry(line.order_id).or_default().push(line);
    }
    let drafted = (last + 1..).zip(found).map(|(sequence, order)| {
        let lines = lines.get(&order.id).map_or(&[][..], Vec::as_slice);
        draft_one(&order, lines, issued_at, sequence, settings)
    });
    drafted.collect()
}

/// The invoice of that number of the year.
pub(super) fn draft_one(
    order: &order::Model,
    lines: &[order_line::Model],
    issued_at: Timestamp,
    sequence: i64,
    settings: &ShopSettings,
) -> Result<invoice::Model> {
    let year = issued_at.year();
    let number = format!("{year}-{sequence:06}");
    let document = draft(order, lines, &number, issued_at, settings)?;
    Ok(invoice::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        storage_key: format!("invoices/{year}/{number}.pdf"),
        number,
        year,
        sequence,
        document: serde_json::to_value(&document)?,
        total_minor: order.total_minor,
        currency: order.currency.clone(),
        sha256: None,
        issued_at,
    })
}

/// An invoice whose PDF is in storage.
#[derive(Debug, Clone)]
pub struct Stored {
    pub invoice: invoice::Model,
    /// Of the PDF, in hex.
    pub sha256: String,
    /// Of the announcement, so that what follows is found under it.
    pub cause: Cause,
}

/// Notes which PDFs are in storage and announces their invoices, each once.
pub async fn issued(txn: &Txn, stored: &[Stored]) -> Result<()> {
    let mut orders = lock_all(txn, stored.iter().map(|one| one.invoice.order_id)).await?;
    let unnoted: Vec<Uuid> = invoice::Entity::find()
        .select_only()
        .column(invoice::Column::Id)
        .filter(invoice::Column::Id.is_in(stored.iter().map(|one| one.invoice.id)))
        .filter(invoice::Column::Sha256.is_null())
        .into_tuple()
        .all(txn)
        .await?;
    let fresh: Vec<&Stored> = stored.iter().filter(|one| unnoted.contains(&one.invoice.id)).collect();
    if fresh.is_empty() {
        return Ok(());
    }
    note(txn, &fresh).await?;
    orders.retain(|order| fresh.iter().any(|one| one.invoice.order_id == order.id));
    let announced = |order: &order::Model| {
        let one = fresh.iter().find(|one| one.invoice.order_id == order.id)?;
        let (order_id, invoice_id, number) = (order.id, one.invoice.id, one.invoice.number.clone());
        Some((Event::InvoiceIssued { order_id, invoice_id, number }, one.cause.clone()))
    };
    bump_all(txn, &orders, announced).await
}

async fn note(txn: &Txn, stored: &[&Stored]) -> Result<()> {
    let sums = stored.iter().fold(CaseStatement::new(), |sums, one| {
        sums.case(Expr::col(invoice::Column::Id).eq(one.invoice.id), one.sha256.clone())
    });
    invoice::Entity::update_many()
        .col_expr(invoice::Column::Sha256, sums.into())
        .filter(invoice::Column::Id.is_in(stored.iter().map(|one| one.invoice.id)))
        .exec(txn)
        .await?;
    Ok(())
}

/// The last number of the year; nobody else takes one until the transaction ends.
pub(super) async fn lock_counter(txn: &Txn, year: i32) -> Result<i64> {
    let same = Expr::col((invoice_counter::Entity, invoice_counter::Column::Last));
    let counter =
        invoice_counter::Entity::insert(invoice_counter::ActiveModel { year: Set(year), last: Set(0) })
            .on_conflict(
                OnConflict::column(invoice_counter::Column::Year)
                    .value(invoice_counter::Column::Last, same)
                    .to_owned(),
            )
            .exec_with_returning(txn)
            .await?;
    Ok(counter.last)
}

pub(super) async fn set_counter(txn: &Txn, year: i32, last: i64) -> Result<()> {
    invoice_counter::Entity::update_many()
        .set(invoice_counter::ActiveModel { last: Set(last), ..Default::default() })
        .filter(invoice_counter::Column::Year.eq(year))
        .exec(txn)
        .await?;
    Ok(())
}
