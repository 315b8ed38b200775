//! Crediting what was paid back of an invoice, once for each refund.

use chrono::Datelike;
use entity::states::JobState;
use entity::{credit_note, credit_note_counter, event, invoice, job, order, order_line, refund, refund_line};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::InvoiceDocument;
use super::credit_document::{Crediting, credit};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::events::{Aggregate, Event};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::notifications::Template;
use crate::orders::{bump, lock};
use crate::store::Txn;

/// The order of a refund if its invoice has no number yet but is about to get one, so that it has to be numbered first.
pub async fn must_be_invoiced(db: &impl ConnectionTrait, refund_id: Uuid) -> Result<Option<Uuid>> {
    let row = refund::Entity::find_by_id(refund_id).one(db).await?;
    let order_id = row.ok_or(Error::NotFound { what: "refund" })?.order_id;
    if invoice::Entity::find().filter(invoice::Column::OrderId.eq(order_id)).one(db).await?.is_some() {
        return Ok(None);
    }
    let jobs = job::Entity::find()
        .filter(job::Column::Kind.eq(Job::IssueInvoice { order_id }.kind()))
        .filter(job::Column::SubjectId.eq(order_id))
        .all(db)
        .await?;
    let is_due = match jobs.as_slice() {
        // What pays an order and what gives a part back may be announced at once, and their jobs come in any order. One that
        // was never sold, because its money came too late, gets no invoice.
        [] => is_paid(db, order_id).await?,
        jobs => jobs.iter().any(|job| job.state != JobState::Discarded),
    };
    Ok(is_due.then_some(order_id))
}

/// Whether it was announced that the order is paid.
async fn is_paid(db: &impl ConnectionTrait, order_id: Uuid) -> Result<bool> {
    let paid = event::Entity::find()
        .filter(event::Column::Aggregate.eq(Aggregate::Order(order_id).name()))
        .filter(event::Column::AggregateId.eq(order_id))
        .filter(event::Column::Kind.eq("order_paid"));
    Ok(paid.one(db).await?.is_some())
}

/// Writes the credit note of a refund that was made, and announces it; a job prints it and then tells the customer. Where
/// nothing is to be credited, the customer is told at once. Returns the tickets to push.
///
/// What came beyond the total of the order was never invoiced: giving it back credits nothing.
pub async fn credit_refund(txn: &Txn, refund_id: Uuid) -> Result<Vec<Ticket>> {
    let row = refund::Entity::find_by_id(refund_id).one(txn).await?;
    let row = row.ok_or(Error::NotFound { what: "refund" })?;
    let mut order = lock(txn, row.order_id).await?;
    let known = credit_note::Entity::find().filter(credit_note::Column::RefundId.eq(refund_id));
    if known.one(txn).await?.is_some() {
        return Ok(Vec::new());
    }
    let invoice = invoice::Entity::find().filter(invoice::Column::OrderId.eq(order.id)).one(txn).await?;
    let Some(invoice) = invoice else { return tell(txn, refund_id).await };
    let before = of_invoice(txn, invoice.id).await?;
    let credited: i64 = before.iter().map(|note| note.total_minor).sum();
    let lines = lines_of(txn, refund_id).await?;
    // What is given back of lines was invoiced, whatever else came or went back.
    let beyond = if lines.is_empty() { (order.captured_minor - order.total_minor).max(0) } else { 0 };
    let due = (order.refunded_minor - beyond).min(invoice.total_minor) - credited;
    let total_minor = row.amount_minor.min(due);
    if total_minor <= 0 {
        return tell(txn, refund_id).await;
    }
    let issued_at = now();
    let taken = next_number(txn, issued_at).await?;
    let documents = before.iter().map(|note| serde_json::from_value(note.document.clone()));
    let documents: Vec<InvoiceDocument> = documents.collect::<Result<_, _>>()?;
    let crediting = Crediting {
        number: &taken.number,
        on: issued_at.date_naive(),
        reason: &row.reason,
        total_minor,
        lines: &lines,
    };
    let document = credit(&serde_json::from_value(invoice.document.clone())?, &documents, &crediting);
    insert(
        txn,
        &mut order,
        &invoice,
        Note { taken, document, reason: row.reason, refund_id: Some(refund_id) },
    )
    .await?;
    Ok(Vec::new())
}

/// A mail without a paper.
async fn tell(txn: &Txn, refund_id: Uuid) -> Result<Vec<Ticket>> {
    let mail = Job::SendMail { template: Template::RefundSucceeded, subject_id: refund_id };
    jobs::enqueue_all(txn, vec![NewJob::new(mail)]).await
}

/// The notes about an invoice, oldest first.
pub(super) async fn of_invoice(
    db: &impl ConnectionTrait,
    invoice_id: Uuid,
) -> Result<Vec<credit_note::Model>> {
    let notes = credit_note::Entity::find()
        .filter(credit_note::Column::InvoiceId.eq(invoice_id))
        .order_by_asc(credit_note::Column::Id);
    Ok(notes.all(db).await?)
}

async fn lines_of(txn: &Txn, refund_id: Uuid) -> Result<Vec<(order_line::Model, refund_line::Model)>> {
    let given =
        refund_line::Entity::find().filter(refund_line::Column::RefundId.eq(refund_id)).all(txn).await?;
    let ids = given.iter().map(|given| given.order_line_id);
    let lines = order_line::Entity::find()
        .filter(order_line::Column::Id.is_in(ids))
        .order_by_asc(order_line::Column::Position)
        .all(txn)
        .await?;
    let given = |line: &order_line::Model| given.iter().find(|given| given.order_line_id == line.id).cloned();
    Ok(lines.into_iter().filter_map(|line| given(&line).map(|given| (line, given))).collect())
}

/// A number that is taken, and so is used.
pub(super) struct Taken {
    pub number: String,
    sequence: i64,
    issued_at: Timestamp,
}

/// The next number of the year; nobody else takes one until the transaction ends.
pub(super) async fn next_number(txn: &Txn, issued_at: Timestamp) -> Result<Taken> {
    use credit_note_counter::{ActiveModel, Column, Entity};
    // Not for the whole file: numbers would have two ways to compare.
    use sea_orm::sea_query::ExprTrait;
    let year = issued_at.year();
    let counter = Entity::insert(ActiveModel { year: Set(year), last: Set(1) })
        .on_conflict(
            OnConflict::column(Column::Year)
                .value(Column::Last, Expr::col((Entity, Column::Last)).add(1))
                .to_owned(),
        )
        .exec_with_returning(txn)
        .await?;
    Ok(Taken { number: format!("CN-{year}-{:06}", counter.last), sequence: counter.last, issued_at })
}

/// A note that is to be written.
pub(super) struct Note {
    pub taken: Taken,
    pub document: InvoiceDocument,
    pub reason: String,
    pub refund_id: Option<Uuid>,
}

/// Writes it under the lock of its order, and announces it with the order's next version.
pub(super) async fn insert(
    txn: &Txn,
    order: &mut order::Model,
    invoice: &invoice::Model,
    note: Note,
) -> Result<credit_note::Model> {
    let Note { taken, document, reason, refund_id } = note;
    let year = taken.issued_at.year();
    let row = credit_note::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        invoice_id: invoice.id,
        invoice_number: invoice.number.clone(),
        refund_id,
        storage_key: format!("credit-notes/{year}/{}.pdf", taken.number),
        number: taken.number,
        year,
        sequence: taken.sequence,
        reason,
        total_minor: document.total_minor,
        document: serde_json::to_value(&document)?,
        currency: invoice.currency.clone(),
        sha256: None,
        issued_at: taken.issued_at,
    };
    let active = row.clone().into_active_model().reset_all();
    credit_note::Entity::insert(active).exec_without_returning(txn).await?;
    let (order_id, credit_note_id, number) = (order.id, row.id, row.number.clone());
    bump(txn, order, &Event::CreditNoteIssued { order_id, credit_note_id, number }).await?;
    Ok(row)
}

/// # Errors
/// `NotFound`.
pub async fn find_credit_note(db: &impl ConnectionTrait, id: Uuid) -> Result<credit_note::Model> {
    credit_note::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "credit note" })
}

/// Notes that the PDF is in storage. What waited for it follows: the mail about the refund, or the invoice that takes the
/// place of the one that is credited. Returns the tickets to push.
pub async fn printed_credit_note(txn: &Txn, id: Uuid, sha256: &str) -> Result<Vec<Ticket>> {
    let row = find_credit_note(txn, id).await?;
    let noted = credit_note::Entity::update_many()
        .set(credit_note::ActiveModel { sha256: Set(Some(sha256.to_owned())), ..Default::default() })
        .filter(credit_note::Column::Id.eq(id))
        .filter(credit_note::Column::Sha256.is_null())
        .exec(txn)
        .await?;
    if noted.rows_affected == 0 {
        return Ok(Vec::new());
    }
    match row.refund_id {
        Some(refund_id) => tell(txn, refund_id).await,
        None => {
            let print = Job::IssueInvoice { order_id: row.order_id };
            jobs::enqueue_all(txn, vec![NewJob::new(print)]).await
        }
    }
}
