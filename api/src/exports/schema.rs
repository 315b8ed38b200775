//! Exports as the API shows them.

use chrono::{DateTime, Utc};
use domain::accounts::Permission;
use domain::exports::{self, What};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::operations::BatchProgress;
use crate::payload::present;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// In the columns that the import of products reads. Needs the permission `catalog_write`.
    Products,
    /// A row for each line of each order. Needs the permission `orders_read`.
    Orders,
}

impl ExportKind {
    pub fn permission(self) -> Permission {
        match self {
            Self::Products => Permission::CatalogWrite,
            Self::Orders => Permission::OrdersRead,
        }
    }

    /// Of what is stored.
    pub fn of(what: &str) -> Self {
        if what == What::Products.as_str() { Self::Products } else { Self::Orders }
    }
}

impl From<ExportKind> for What {
    fn from(kind: ExportKind) -> Self {
        match kind {
            ExportKind::Products => Self::Products,
            ExportKind::Orders => Self::Orders,
        }
    }
}

/// What is wanted.
#[derive(Debug, Serialize, Deserialize, Object, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ExportRequest {
    #[garde(skip)]
    pub what: ExportKind,
    /// Orders placed from here (inclusive). Without `from` and `to` those of the day before, in UTC.
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub from: Option<DateTime<Utc>>,
    /// Orders placed before.
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub to: Option<DateTime<Utc>>,
}

impl Example for ExportRequest {
    fn example() -> Self {
        Self {
            what: ExportKind::Orders,
            from: DateTime::from_timestamp(1_760_000_000, 0),
            to: DateTime::from_timestamp(1_760_086_400, 0),
        }
    }
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ExportStatus {
    Running,
    /// The file is there.
    Succeeded,
    /// A part could not be written. Its job is dead, and can be retried.
    Failed,
    Cancelled,
}

/// An export and how far it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Export {
    pub id: Uuid,
    pub what: ExportKind,
    pub state: ExportStatus,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Who asked for it; absent if the timetable did.
    pub created_by: Option<Uuid>,
    /// In the file, without the header; 0 until it has ended.
    pub rows: i64,
    /// Of the file.
    pub bytes: i64,
    /// The batch of its jobs.
    pub batch_id: Uuid,
    /// Of its jobs, while they are kept.
    pub progress: Option<BatchProgress>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<exports::Export> for Export {
    fn from(export: exports::Export) -> Self {
        let state = match export.state() {
            "succeeded" => ExportStatus::Succeeded,
            "failed" => ExportStatus::Failed,
            "cancelled" => ExportStatus::Cancelled,
            _ => ExportStatus::Running,
        };
        let row = export.row;
        Self {
            id: row.id,
            what: ExportKind::of(&row.what),
            state,
            from: row.from_at,
            to: row.to_at,
            created_by: row.created_by,
            rows: row.rows,
            bytes: row.bytes,
            batch_id: row.batch_id,
            progress: export.batch.as_ref().map(Into::into),
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

/// A page of exports, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ExportPage {
    pub items: Vec<Export>,
    pub next_cursor: Option<Uuid>,
}
