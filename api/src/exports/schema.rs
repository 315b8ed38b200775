//! Exports as the API shows them.

use chrono::{DateTime, Utc};
use domain::accounts::Permission;
use domain::entity::states::{OrderState, ProductStatus};
use domain::exports::{self, Filter, Format, What};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Status;
use crate::operations::BatchProgress;
use crate::orders::states::OrderStatus;
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

/// How the rows are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// For spreadsheets: a cell that one would take for a formula begins with an apostrophe.
    #[default]
    Csv,
    /// For programs: an object in each line, with the names of the columns. Every value is a text; what is empty is absent.
    JsonLines,
}

impl ExportFormat {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde has it")]
    fn is_csv(&self) -> bool {
        *self == Self::Csv
    }
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv,
            ExportFormat::JsonLines => Self::JsonLines,
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
    #[serde(default, skip_serializing_if = "ExportFormat::is_csv")]
    #[oai(default)]
    #[garde(skip)]
    pub format: ExportFormat,
    /// Orders placed from here (inclusive). Without `from`, `to` and `order_states` those of the day before, in UTC.
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub from: Option<DateTime<Utc>>,
    /// Orders placed before.
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub to: Option<DateTime<Utc>>,
    /// Orders in one of these states. Empty: in any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[oai(default, validator(max_items = 5))]
    #[garde(length(max = 5))]
    pub order_states: Vec<OrderStatus>,
    /// Products in one of these states. Empty: in any, but deleted ones never are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[oai(default, validator(max_items = 4))]
    #[garde(length(max = 4))]
    pub product_states: Vec<Status>,
    /// Products in this category or below it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub category_id: Option<Uuid>,
    /// Products of this brand.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub brand_id: Option<Uuid>,
}

impl ExportRequest {
    /// What it is narrowed to.
    pub fn filter(&self) -> Filter {
        let order_states = OrderState::ALL.iter().copied();
        let product_states = ProductStatus::ALL.iter().copied();
        Filter {
            order_states: order_states.filter(|state| self.order_states.contains(&(*state).into())).collect(),
            product_states: product_states
                .filter(|state| self.product_states.contains(&(*state).into()))
                .collect(),
            category_id: self.category_id,
            brand_id: self.brand_id,
        }
    }
}

impl Example for ExportRequest {
    fn example() -> Self {
        Self {
            what: ExportKind::Orders,
            format: ExportFormat::Csv,
            from: DateTime::from_timestamp(1_760_000_000, 0),
            to: DateTime::from_timestamp(1_760_086_400, 0),
            order_states: vec![OrderStatus::Placed, OrderStatus::Completed],
            product_states: Vec::new(),
            category_id: None,
            brand_id: None,
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
    pub format: ExportFormat,
    pub state: ExportStatus,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Orders in one of these states; empty for any.
    pub order_states: Vec<OrderStatus>,
    /// Products in one of these states; empty for any.
    pub product_states: Vec<Status>,
    /// Products in this category or below it.
    pub category_id: Option<Uuid>,
    /// Products of this brand.
    pub brand_id: Option<Uuid>,
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
        // What a newer version of the program wrote is shown as nothing.
        let filter: Filter =
            row.filter.and_then(|filter| serde_json::from_value(filter).ok()).unwrap_or_default();
        let is_csv = row.format == Format::Csv.as_str();
        Self {
            id: row.id,
            what: ExportKind::of(&row.what),
            format: if is_csv { ExportFormat::Csv } else { ExportFormat::JsonLines },
            order_states: filter.order_states.into_iter().map(Into::into).collect(),
            product_states: filter.product_states.into_iter().map(Into::into).collect(),
            category_id: filter.category_id,
            brand_id: filter.brand_id,
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
