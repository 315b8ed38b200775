//! What a provider says against what we say: a report that lists where the two differ. It mends nothing.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use entity::states::{EntryKind, PaymentState, ReportState};
use entity::{payment, payment_entry, reconciliation};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Listed, PaymentProvider};
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::{Store, Txn};

/// Differences that a report keeps; it counts all of them.
const MOST: usize = 500;
/// The longest time that a report is about.
const LONGEST: TimeDelta = TimeDelta::days(31);
/// A payment may be made here a little before it is made there.
const SLACK: TimeDelta = TimeDelta::minutes(10);
/// Payments read at once.
const PAGE: u64 = 200;

/// Where the two do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// `unknown_here`, `unknown_there`, `state`, `captured` or `refunded`.
    pub kind: String,
    /// The provider's name for the payment.
    pub reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<Uuid>,
    /// A state, or an amount in minor units.
    pub ours: String,
    pub theirs: String,
}

/// Asks for a report about the payments of that time; a job makes it. Returns the tickets to push.
///
/// # Errors
/// `Invalid` for a time that is empty, longer than 31 days or not over.
pub async fn start_report(
    txn: &Txn,
    provider: &str,
    from_at: Timestamp,
    until_at: Timestamp,
) -> Result<(reconciliation::Model, Vec<Ticket>)> {
    if until_at <= from_at || until_at - from_at > LONGEST {
        return Err(Error::invalid("to", "must not be before from, nor more than 31 days after it"));
    }
    if from_at > now() {
        return Err(Error::invalid("from", "must not be in the future"));
    }
    let row = reconciliation::Model {
        id: Uuid::now_v7(),
        provider: provider.to_owned(),
        from_at,
        until_at,
        state: ReportState::Running,
        compared: 0,
        differing: 0,
        differences: json!([]),
        created_at: now(),
        finished_at: None,
    };
    reconciliation::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    let said = json!({ "provider": provider, "from": from_at, "until": until_at });
    audit::did(txn, Action::ReconciliationStart, row.id, None, Some(said)).await?;
    let tickets = jobs::enqueue_all(txn, vec![NewJob::new(Job::CompareBooks { report_id: row.id })]).await?;
    Ok((row, tickets))
}

/// What is found so far.
#[derive(Default)]
struct Findings {
    compared: i64,
    differing: i64,
    first: Vec<Difference>,
    seen: HashSet<Uuid>,
}

impl Findings {
    fn note(&mut self, difference: Difference) {
        self.differing += 1;
        if self.first.len() < MOST {
            self.first.push(difference);
        }
    }
}

/// Makes a report. No transaction is open while the provider is asked; made again, it says the same.
pub async fn make_report(store: &Store, provider: &dyn PaymentProvider, report_id: Uuid) -> Result<()> {
    let report = find_report(store.read(), report_id).await?;
    if report.state == ReportState::Finished {
        return Ok(());
    }
    let mut findings = Findings::default();
    let mut after: Option<String> = None;
    loop {
        let page = provider.list(report.from_at, report.until_at, after.as_deref()).await?;
        compare(store.read(), provider.name(), &page.items, &mut findings).await?;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    look_for_missing(store.read(), &report, &mut findings).await?;
    let change = reconciliation::ActiveModel {
        state: Set(ReportState::Finished),
        compared: Set(findings.compared),
        differing: Set(findings.differing),
        differences: Set(serde_json::to_value(&findings.first)?),
        finished_at: Set(Some(now())),
        ..Default::default()
    };
    reconciliation::Entity::update_many()
        .set(change)
        .filter(reconciliation::Column::Id.eq(report_id))
        .exec(store.writer())
        .await?;
    Ok(())
}

/// The provider's name of the report that is still to be made.
pub async fn report_provider(db: &impl ConnectionTrait, report_id: Uuid) -> Result<String> {
    Ok(find_report(db, report_id).await?.provider)
}

async fn compare(
    db: &impl ConnectionTrait,
    provider: &str,
    items: &[Listed],
    findings: &mut Findings,
) -> Result<()> {
    let ids = items.iter().filter_map(|item| item.payment_id);
    let references = items.iter().map(|item| item.reference.as_str());
    let ours = payment::Entity::find()
        .filter(payment::Column::Provider.eq(provider))
        .filter(payment::Column::Id.is_in(ids).or(payment::Column::Reference.is_in(references)))
        .all(db)
        .await?;
    let money = booked(db, ours.iter().map(|payment| payment.id)).await?;
    for item in items {
        findings.compared += 1;
        let mine = ours.iter().find(|payment| {
            payment.reference.as_ref() == Some(&item.reference) || Some(payment.id) == item.payment_id
        });
        let Some(mine) = mine else {
            if item.captured_minor > 0 || item.state == "authorized" {
                let theirs = format!("{} {}", item.state, item.captured_minor);
                findings.note(difference("unknown_here", &item.reference, None, "", &theirs));
            }
            continue;
        };
        findings.seen.insert(mine.id);
        let (captured, refunded) = money.get(&mine.id).copied().unwrap_or_default();
        let mut check = |kind: &str, ours: String, theirs: String| {
            if ours != theirs {
                findings.note(difference(kind, &item.reference, Some(mine), &ours, &theirs));
            }
        };
        if is_decided(mine.state) {
            check("state", mine.state.to_string(), item.state.clone());
        }
        check("captured", captured.to_string(), item.captured_minor.to_string());
        check("refunded", refunded.to_string(), item.refunded_minor.to_string());
    }
    Ok(())
}

/// Payments under way change from moment to moment.
fn is_decided(state: PaymentState) -> bool {
    matches!(state, PaymentState::Captured | PaymentState::Authorized | PaymentState::Voided)
}

fn difference(
    kind: &str,
    reference: &str,
    mine: Option<&payment::Model>,
    ours: &str,
    theirs: &str,
) -> Difference {
    Difference {
        kind: kind.to_owned(),
        reference: reference.to_owned(),
        payment_id: mine.map(|payment| payment.id),
        order_id: mine.map(|payment| payment.order_id),
        ours: ours.to_owned(),
        theirs: theirs.to_owned(),
    }
}

/// Captured and refunded, by payment.
async fn booked(
    db: &impl ConnectionTrait,
    payments: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (i64, i64)>> {
    let entries = payment_entry::Entity::find()
        .filter(payment_entry::Column::PaymentId.is_in(payments))
        .all(db)
        .await?;
    let mut sums: HashMap<Uuid, (i64, i64)> = HashMap::new();
    for entry in entries {
        let (captured, refunded) = sums.entry(entry.payment_id).or_default();
        match entry.kind {
            EntryKind::Capture => *captured += entry.amount_minor,
            EntryKind::Refund => *refunded += entry.amount_minor,
            EntryKind::Chargeback | EntryKind::ChargebackReversal => {}
        }
    }
    Ok(sums)
}

/// Payments that count here and that the provider did not list.
async fn look_for_missing(
    db: &impl ConnectionTrait,
    report: &reconciliation::Model,
    findings: &mut Findings,
) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let page = payment::Entity::find()
            .filter(payment::Column::Provider.eq(report.provider.as_str()))
            .filter(payment::Column::State.is_in([PaymentState::Captured, PaymentState::Authorized]))
            .filter(payment::Column::CreatedAt.gte(report.from_at))
            .filter(payment::Column::CreatedAt.lt(report.until_at - SLACK))
            .filter(payment::Column::Id.gt(after))
            .order_by_asc(payment::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        for payment in &page {
            if !findings.seen.contains(&payment.id) {
                findings.compared += 1;
                let reference = payment.reference.as_deref().unwrap_or_default();
                let ours = payment.state.as_str();
                findings.note(difference("unknown_there", reference, Some(payment), ours, ""));
            }
        }
        match page.last() {
            Some(last) if page.len() as u64 == PAGE => after = last.id,
            _ => return Ok(()),
        }
    }
}

/// A report.
pub async fn find_report(db: &impl ConnectionTrait, id: Uuid) -> Result<reconciliation::Model> {
    let row = reconciliation::Entity::find_by_id(id).one(db).await?;
    row.ok_or(Error::NotFound { what: "reconciliation" })
}

/// Newest first.
pub async fn list_reports(
    db: &impl ConnectionTrait,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<reconciliation::Model>> {
    let mut query = reconciliation::Entity::find()
        .order_by_desc(reconciliation::Column::CreatedAt)
        .order_by_desc(reconciliation::Column::Id)
        .limit(limit);
    if let Some((at, id)) = after {
        let same = reconciliation::Column::CreatedAt.eq(at).and(reconciliation::Column::Id.lt(id));
        query = query.filter(reconciliation::Column::CreatedAt.lt(at).or(same));
    }
    Ok(query.all(db).await?)
}
