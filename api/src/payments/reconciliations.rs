//! Reports that compare our books with a provider's.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::Error;
use domain::entity::reconciliation;
use domain::idempotency::{self, Request as Once};
use domain::payments;
use garde::Validate;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{PaymentsWrite, Require};
use crate::openapi::Tag;
use crate::orders::states::ReportStatus;
use crate::payload::{IdempotencyKey, ValidJson, cursor, one_line};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Reconciliations(pub Shared);

/// Which days are compared, at most 31.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ReconciliationRequest {
    /// The name of the payment provider, such as `stripe`.
    #[oai(validator(min_length = 1, max_length = 40))]
    #[garde(length(chars, min = 1, max = 40), custom(one_line))]
    pub provider: String,
    /// First day, in UTC.
    #[garde(skip)]
    pub from: NaiveDate,
    /// Last day, in UTC.
    #[garde(skip)]
    pub to: NaiveDate,
}

impl Example for ReconciliationRequest {
    fn example() -> Self {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default();
        Self { provider: "stripe".into(), from: day(1), to: day(21) }
    }
}

/// Where the two do not agree.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ReconciliationDifference {
    /// `unknown_here`, `unknown_there`, `state`, `captured` or `refunded`.
    pub kind: String,
    /// The provider's name for the payment.
    pub reference: String,
    #[serde(default)]
    pub payment_id: Option<Uuid>,
    #[serde(default)]
    pub order_id: Option<Uuid>,
    /// A state, or an amount in minor units.
    pub ours: String,
    pub theirs: String,
}

/// A report.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Reconciliation {
    pub id: Uuid,
    pub provider: String,
    /// Payments made from then on …
    pub from: DateTime<Utc>,
    /// … and before then.
    pub until: DateTime<Utc>,
    pub state: ReportStatus,
    /// Payments that were looked at, on either side.
    pub compared: i64,
    pub differing: i64,
    /// The first 500 of them.
    pub differences: Vec<ReconciliationDifference>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<reconciliation::Model> for Reconciliation {
    type Error = Error;

    fn try_from(row: reconciliation::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            provider: row.provider,
            from: row.from_at,
            until: row.until_at,
            state: row.state.into(),
            compared: row.compared,
            differing: row.differing,
            differences: serde_json::from_value(row.differences)?,
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
    }
}

/// A page of reports, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ReconciliationPage {
    pub items: Vec<Reconciliation>,
    pub next_cursor: Option<String>,
}

#[derive(ApiResponse)]
pub enum StartedReconciliation {
    /// A job makes the report.
    #[oai(status = 202)]
    Accepted(
        Json<Reconciliation>,
        /// Where the report can be read.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/reconciliations", tag = "Tag::Payments")]
impl Reconciliations {
    /// Compare the books with a provider's
    ///
    /// A job asks the provider for its payments of these days and lists where they differ from ours; it mends nothing.
    /// Needs the permission `payments_write`.
    #[oai(path = "/", method = "post", operation_id = "startReconciliation")]
    async fn start(
        &self,
        _staff: Require<PaymentsWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<ReconciliationRequest>,
    ) -> Result<StartedReconciliation> {
        let body = body.0;
        if !self.0.services.provider(&body.provider)?.is_listed() {
            return Err(Error::invalid("provider", "has no list of payments to compare with").into());
        }
        let fingerprint = serde_json::to_vec(&body).map_err(Error::from)?;
        let once = Once::new("payments.reconciliations", idempotency_key.0, &fingerprint);
        let (from, until) = (start_of(body.from), start_of(body.to) + TimeDelta::days(1));
        let mut tickets = Vec::new();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let (row, enqueued) = payments::start_report(txn, &body.provider, from, until).await?;
            tickets = enqueued;
            Ok(row.id)
        })
        .await?;
        self.0.services.push(&tickets).await;
        let row = payments::find_report(self.0.store().read(), answer.value).await?;
        let location = format!("/api/v1/reconciliations/{}", row.id);
        Ok(StartedReconciliation::Accepted(Json(row.try_into()?), location, answer.replayed))
    }

    /// List reports
    ///
    /// Newest first. Needs the permission `payments_write`.
    #[oai(path = "/", method = "get", operation_id = "listReconciliations")]
    async fn list(
        &self,
        _staff: Require<PaymentsWrite>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Reports per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ReconciliationPage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let mut rows = payments::list_reports(self.0.store().read(), after, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor::write(row.created_at, row.id));
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(ReconciliationPage { items, next_cursor }))
    }

    /// Read a report
    ///
    /// Needs the permission `payments_write`.
    #[oai(path = "/:id", method = "get", operation_id = "getReconciliation")]
    async fn get(
        &self,
        _staff: Require<PaymentsWrite>,
        /// The report.
        id: Path<Uuid>,
    ) -> Result<Json<Reconciliation>> {
        Ok(Json(payments::find_report(self.0.store().read(), id.0).await?.try_into()?))
    }
}

fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

fn default_limit() -> u64 {
    20
}
