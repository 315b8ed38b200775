//! What has changed of orders that somebody follows, at one look for all of them.

use std::collections::HashMap;

use entity::states::JobState;
use entity::{event, invoice, job, order};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;
use crate::events::Aggregate;
use crate::jobs::Job;
use crate::notifications::Template;

/// By what it shows that an order, its invoice or the mail with it has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    pub version: i64,
    pub has_invoice: bool,
    pub confirmation: Option<Confirmation>,
}

/// What became of the mail with the invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    Waiting,
    /// The mail server took it.
    Sent,
    /// A person has to look.
    Failed,
}

/// The stamps of those of `ids` that there are. Three queries.
pub async fn stamps(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Stamp>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let versions: Vec<(Uuid, i64)> = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .column(order::Column::Version)
        .filter(order::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let mut stamps: HashMap<Uuid, Stamp> =
        versions.into_iter().map(|(id, version)| (id, Stamp { version, ..Stamp::default() })).collect();
    let ready: Vec<Uuid> = invoice::Entity::find()
        .select_only()
        .column(invoice::Column::OrderId)
        .filter(invoice::Column::OrderId.is_in(ids.iter().copied()))
        .filter(invoice::Column::Sha256.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    for id in ready {
        stamps.entry(id).or_default().has_invoice = true;
    }
    for (id, confirmation) in confirmations(db, ids).await? {
        stamps.entry(id).or_default().confirmation = Some(confirmation);
    }
    Ok(stamps)
}

/// By the jobs that the events of these orders caused. Jobs are kept for some days; after that nothing is said.
async fn confirmations(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, Confirmation)>> {
    let announced =
        job::Entity::belongs_to(event::Entity).from(job::Column::EventId).to(event::Column::Id).into();
    let about = Aggregate::Order(Uuid::nil()).name();
    let rows: Vec<(Uuid, JobState)> = job::Entity::find()
        .select_only()
        .column(event::Column::AggregateId)
        .column(job::Column::State)
        .join(JoinType::InnerJoin, announced)
        .filter(event::Column::Aggregate.eq(about))
        .filter(event::Column::AggregateId.is_in(ids.iter().copied()))
        .filter(event::Column::Kind.eq("invoice_issued"))
        .filter(job::Column::Kind.eq(mail()))
        .into_tuple()
        .all(db)
        .await?;
    let confirmation = |state| match state {
        JobState::Done => Confirmation::Sent,
        JobState::Dead | JobState::Discarded => Confirmation::Failed,
        _ => Confirmation::Waiting,
    };
    Ok(rows.into_iter().map(|(id, state)| (id, confirmation(state))).collect())
}

fn mail() -> &'static str {
    Job::SendMail { template: Template::InvoiceIssued, subject_id: Uuid::nil() }.kind()
}
