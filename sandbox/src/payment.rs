//! Payments and refunds: their wire form, and how they lie in the database. The rules are in [`crate::changes`].

use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;

use crate::{cards::Card, error::Error};

/// Where a payment stands. What was captured and refunded is in its amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Authorized,
    Captured,
    RequiresAction,
    Declined,
    Voided,
    PartiallyRefunded,
    Refunded,
}

impl Status {
    const ALL: [Self; 7] = [
        Self::Authorized,
        Self::Captured,
        Self::RequiresAction,
        Self::Declined,
        Self::Voided,
        Self::PartiallyRefunded,
        Self::Refunded,
    ];

    /// The name on the wire and in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authorized => "authorized",
            Self::Captured => "captured",
            Self::RequiresAction => "requires_action",
            Self::Declined => "declined",
            Self::Voided => "voided",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
        }
    }
}

impl FromStr for Status {
    type Err = sqlx::Error;

    fn from_str(name: &str) -> Result<Self, sqlx::Error> {
        let status = Self::ALL.into_iter().find(|status| status.name() == name);
        status.ok_or_else(|| sqlx::Error::Decode(format!("unknown payment status {name}").into()))
    }
}

/// A payment. Amounts are minor units of `currency`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Payment {
    pub id: String,
    pub reference: String,
    pub status: Status,
    pub amount_minor: i64,
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline_code: Option<String>,
    /// The hosted page, for as long as the shopper's consent is awaited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_url: Option<String>,
    /// RFC 3339, UTC, microseconds.
    pub created_at: String,
    /// Whether consent captures at once.
    #[serde(skip)]
    pub capture: bool,
    #[serde(skip)]
    pub token: String,
    #[serde(skip)]
    pub return_url: Option<String>,
}

impl Payment {
    /// The test card it was made with.
    pub(crate) fn card(&self) -> Option<&'static Card> {
        crate::cards::find_by_token(&self.token)
    }

    /// Finds it by id.
    pub(crate) async fn find<'e>(
        db: impl sqlx::Executor<'e, Database = sqlx::Sqlite>,
        id: &str,
    ) -> Result<Self, Error> {
        let row = sqlx::query_as("SELECT * FROM payments WHERE id = ?").bind(id).fetch_optional(db).await?;
        row.ok_or_else(|| Error::not_found("payment"))
    }

    pub(crate) async fn insert(&self, txn: &mut SqliteConnection) -> Result<(), Error> {
        let insert = "INSERT INTO payments (id, reference, status, amount_minor, captured_minor, refunded_minor, \
                      currency, decline_code, action_url, created_at, capture, token, return_url) \
                      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(&self.id)
            .bind(&self.reference)
            .bind(self.status.name())
            .bind(self.amount_minor)
            .bind(self.captured_minor)
            .bind(self.refunded_minor)
            .bind(&self.currency)
            .bind(&self.decline_code)
            .bind(&self.action_url)
            .bind(&self.created_at)
            .bind(self.capture)
            .bind(&self.token)
            .bind(&self.return_url)
            .execute(txn)
            .await?;
        Ok(())
    }

    /// Writes back what may change after creation.
    pub(crate) async fn update(&self, txn: &mut SqliteConnection) -> Result<(), Error> {
        let update = "UPDATE payments SET status = ?, captured_minor = ?, refunded_minor = ?, decline_code = ?, \
                      action_url = ? WHERE id = ?";
        sqlx::query(update)
            .bind(self.status.name())
            .bind(self.captured_minor)
            .bind(self.refunded_minor)
            .bind(&self.decline_code)
            .bind(&self.action_url)
            .bind(&self.id)
            .execute(txn)
            .await?;
        Ok(())
    }
}

impl FromRow<'_, SqliteRow> for Payment {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            reference: row.try_get("reference")?,
            status: row.try_get::<&str, _>("status")?.parse()?,
            amount_minor: row.try_get("amount_minor")?,
            captured_minor: row.try_get("captured_minor")?,
            refunded_minor: row.try_get("refunded_minor")?,
            currency: row.try_get("currency")?,
            decline_code: row.try_get("decline_code")?,
            action_url: row.try_get("action_url")?,
            created_at: row.try_get("created_at")?,
            capture: row.try_get("capture")?,
            token: row.try_get("token")?,
            return_url: row.try_get("return_url")?,
        })
    }
}

/// A refund, final from the start: `status` is `succeeded` or `failed`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refund {
    pub id: String,
    pub payment_id: String,
    /// Minor units of the payment's currency.
    pub amount_minor: i64,
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The caller's own name for it.
    pub idempotency_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<String>,
    pub created_at: String,
}

impl Refund {
    pub(crate) async fn insert(&self, txn: &mut SqliteConnection) -> Result<(), Error> {
        let insert = "INSERT INTO refunds (id, payment_id, amount_minor, status, reason, idempotency_key, failure_code, \
                      created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(&self.id)
            .bind(&self.payment_id)
            .bind(self.amount_minor)
            .bind(&self.status)
            .bind(&self.reason)
            .bind(&self.idempotency_key)
            .bind(&self.failure_code)
            .bind(&self.created_at)
            .execute(txn)
            .await?;
        Ok(())
    }
}

impl FromRow<'_, SqliteRow> for Refund {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            payment_id: row.try_get("payment_id")?,
            amount_minor: row.try_get("amount_minor")?,
            status: row.try_get("status")?,
            reason: row.try_get("reason")?,
            idempotency_key: row.try_get("idempotency_key")?,
            failure_code: row.try_get("failure_code")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

/// A new identifier such as `pay_0190…`. It ascends with time, which keeps inserts at the end of the index, and
/// has 74 random bits, which is what protects the hosted page.
pub(crate) fn new_id(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::now_v7().simple())
}

/// The moment, as it is written everywhere.
pub(crate) fn timestamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Whether it looks like an ISO 4217 code: three capital letters.
pub(crate) fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())
}
