//! Numbering an invoice, and noting that its PDF is stored.

use chrono::Datelike;
use entity::{invoice, invoice_counter, order, order_line};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::InvoiceDocument;
use super::draft::draft;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{bump, lock};
use crate::settings::ShopSettings;
use crate::store::{Store, Txn};

/// The port to what prints invoices.
pub trait InvoiceRenderer: Send + Sync {
    /// A PDF; the same document gives the same bytes.
    fn render(&self, document: &InvoiceDocument) -> Result<Vec<u8>>;
}

/// Gives the order's invoice a number, once; the invoice is frozen from then on.
///
/// The number is taken under the row lock of the year's counter, in the transaction that writes the invoice: a number
/// that is taken is used. Losing this transaction with the database host does no harm: nothing has been announced.
pub async fn number(store: &Store, order_id: Uuid, settings: &ShopSettings) -> Result<invoice::Model> {
    store
        .write_relaxed(async |txn| {
            let order = order::Entity::find_by_id(order_id)
                .one(txn)
                .await?
                .ok_or(Error::NotFound { what: "order" })?;
            if let Some(known) = of_order(txn, order_id).await? {
                return Ok(known);
            }
            let lines = order_line::Entity::find()
                .filter(order_line::Column::OrderId.eq(order_id))
                .order_by_asc(order_line::Column::Position)
                .all(txn)
                .await?;
            let issued_at = now();
            let sequence = next_of_year(txn, issued_at.year()).await?;
            // Two runs of the job may have come this far; the second waited for the counter and finds the first's.
            if let Some(known) = of_order(txn, order_id).await? {
                give_back(txn, issued_at.year()).await?;
                return Ok(known);
            }
            let number = format!("{}-{sequence:06}", issued_at.year());
            let document = draft(&order, &lines, &number, issued_at, settings)?;
            let row = invoice::Model {
                id: Uuid::now_v7(),
                order_id,
                storage_key: format!("invoices/{}/{number}.pdf", issued_at.year()),
                number,
                year: issued_at.year(),
                sequence,
                document: serde_json::to_value(&document)?,
                total_minor: order.total_minor,
                currency: order.currency,
                sha256: None,
                issued_at,
            };
            invoice::Entity::insert(row.clone().into_active_model().reset_all())
                .exec_without_returning(txn)
                .await?;
            Ok(row)
        })
        .await
}

/// Notes that the PDF is in storage and announces the invoice, once.
pub async fn issued(txn: &Txn, invoice: &invoice::Model, sha256: String) -> Result<()> {
    let mut order = lock(txn, invoice.order_id).await?;
    let noted = invoice::Entity::update_many()
        .set(invoice::ActiveModel { sha256: Set(Some(sha256)), ..Default::default() })
        .filter(invoice::Column::Id.eq(invoice.id))
        .filter(invoice::Column::Sha256.is_null())
        .exec(txn)
        .await?;
    if noted.rows_affected == 0 {
        return Ok(());
    }
    let (order_id, number) = (invoice.order_id, invoice.number.clone());
    bump(txn, &mut order, &Event::InvoiceIssued { order_id, invoice_id: invoice.id, number }).await
}

async fn of_order(txn: &Txn, order_id: Uuid) -> Result<Option<invoice::Model>> {
    Ok(invoice::Entity::find().filter(invoice::Column::OrderId.eq(order_id)).one(txn).await?)
}

async fn next_of_year(txn: &Txn, year: i32) -> Result<i64> {
    let next = Expr::col((invoice_counter::Entity, invoice_counter::Column::Last)).add(1);
    let counter =
        invoice_counter::Entity::insert(invoice_counter::ActiveModel { year: Set(year), last: Set(1) })
            .on_conflict(
                OnConflict::column(invoice_counter::Column::Year)
                    .value(invoice_counter::Column::Last, next)
                    .to_owned(),
            )
            .exec_with_returning(txn)
            .await?;
    Ok(counter.last)
}

/// Undoes [`next_of_year`] under the same lock.
async fn give_back(txn: &Txn, year: i32) -> Result<()> {
    invoice_counter::Entity::update_many()
        .col_expr(invoice_counter::Column::Last, Expr::col(invoice_counter::Column::Last).sub(1))
        .filter(invoice_counter::Column::Year.eq(year))
        .exec(txn)
        .await?;
    Ok(())
}
