//! What stock looks like on the wire.

use chrono::{DateTime, Utc};
use domain::clock::whole_micros;
use domain::entity::states::MovementReason;
use domain::entity::{backorder_policy, stock_movement};
use domain::inventory::{Adjustment, BackorderPolicy, StockRow};
use garde::Validate;
use poem_openapi::types::{Example, MaybeUndefined};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::StockLevel;
use crate::payload::one_line;

/// How many there are of a variant, and what it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StockItem {
    pub variant_id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub product_name: String,
    /// What tells it from the product's other variants; may be empty.
    pub variant_name: String,
    pub on_hand: i64,
    /// Promised to orders.
    pub reserved: i64,
    /// On hand and not reserved.
    pub available: i64,
    /// It consists of others, and has no stock of its own: so many can be made of theirs.
    pub is_bundle: bool,
    /// It runs low when no more than so many are available. Absent: never.
    pub low_at: Option<i64>,
    /// Whether it is sold beyond what is there. Absent: it never was.
    pub backorder: Option<BackorderSettings>,
    pub updated_at: DateTime<Utc>,
}

/// Whether something is sold that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum BackorderRule {
    Deny,
    Allow,
}

/// Whether a variant is sold beyond what is there.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BackorderSettings {
    pub policy: BackorderRule,
    /// No more than so many are owed at a time. Absent: as many as are wanted.
    pub limit: Option<i64>,
    /// When more of it is expected.
    pub expected_at: Option<DateTime<Utc>>,
    /// Units promised to orders that are not there.
    pub owed: i64,
}

impl From<backorder_policy::Model> for BackorderSettings {
    fn from(row: backorder_policy::Model) -> Self {
        Self {
            policy: if row.allowed { BackorderRule::Allow } else { BackorderRule::Deny },
            limit: row.most,
            expected_at: row.expected_at,
            owed: row.owed,
        }
    }
}

/// Whether a variant is to be sold beyond what is there.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct BackorderRequest {
    pub policy: BackorderRule,
    /// No more than so many are owed at a time. Null: as many as are wanted.
    #[serde(default)]
    #[oai(nullable, validator(minimum(value = "0"), maximum(value = "1000000000")))]
    pub limit: MaybeUndefined<i64>,
    /// When more of it is expected. Null: nobody knows.
    #[serde(default)]
    #[oai(nullable)]
    pub expected_at: MaybeUndefined<DateTime<Utc>>,
}

impl From<BackorderRequest> for BackorderPolicy {
    fn from(request: BackorderRequest) -> Self {
        Self {
            allowed: request.policy == BackorderRule::Allow,
            most: request.limit.take(),
            expected_at: request.expected_at.take().map(whole_micros),
        }
    }
}

impl Example for BackorderRequest {
    fn example() -> Self {
        Self {
            policy: BackorderRule::Allow,
            limit: MaybeUndefined::Value(20),
            expected_at: MaybeUndefined::Undefined,
        }
    }
}

impl From<StockRow> for StockItem {
    fn from(row: StockRow) -> Self {
        Self {
            variant_id: row.variant_id,
            product_id: row.product_id,
            sku: row.sku,
            product_name: row.product_name,
            variant_name: row.variant_name,
            on_hand: row.on_hand,
            reserved: row.reserved,
            available: row.bundled.unwrap_or(row.on_hand - row.reserved),
            is_bundle: row.bundled.is_some(),
            low_at: row.low_at,
            backorder: row.allowed.map(|allowed| BackorderSettings {
                policy: if allowed { BackorderRule::Allow } else { BackorderRule::Deny },
                limit: row.most,
                expected_at: row.expected_at,
                owed: row.owed.unwrap_or_default(),
            }),
            updated_at: row.updated_at,
        }
    }
}

/// A page of stock, by sku.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StockPage {
    pub items: Vec<StockItem>,
    pub next_cursor: Option<String>,
}

/// Why stock moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum StockReason {
    /// Set to what was counted.
    Set,
    Import,
    Sale,
    Return,
    Received,
    Corrected,
    Lost,
}

impl From<MovementReason> for StockReason {
    fn from(reason: MovementReason) -> Self {
        match reason {
            MovementReason::Set => Self::Set,
            MovementReason::Import => Self::Import,
            MovementReason::Sale => Self::Sale,
            MovementReason::Return => Self::Return,
            MovementReason::Received => Self::Received,
            MovementReason::Corrected => Self::Corrected,
            MovementReason::Lost => Self::Lost,
        }
    }
}

/// A change of what is on hand.
#[derive(Debug, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct StockMovement {
    pub id: Uuid,
    /// Units; positive ones came in.
    pub delta: i64,
    pub reason: StockReason,
    /// For sales and returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<Uuid>,
    /// What staff said about it; may be empty.
    pub note: String,
    pub created_at: DateTime<Utc>,
}

impl From<stock_movement::Model> for StockMovement {
    fn from(row: stock_movement::Model) -> Self {
        Self {
            id: row.id,
            delta: row.delta,
            reason: row.reason.into(),
            order_id: row.order_id,
            note: row.note,
            created_at: row.created_at,
        }
    }
}

/// A page of movements, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StockMovementPage {
    pub items: Vec<StockMovement>,
    pub next_cursor: Option<String>,
}

/// What moved, and how many there are then.
#[derive(Debug, Object, Serialize, Deserialize)]
pub struct Adjusted {
    pub stock: StockLevel,
    pub movement: StockMovement,
}

/// Why staff moves stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentReason {
    /// More came in.
    Received,
    /// A count was wrong, either way.
    Corrected,
    /// Broken, stolen or gone: fewer.
    Lost,
}

// The rules are the domain's (`domain::inventory::adjust`), so that they are told all at once.
/// Stock that moves.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct AdjustmentRequest {
    /// Units; positive ones come in. Not 0.
    #[oai(validator(minimum(value = "-1000000000"), maximum(value = "1000000000")))]
    pub delta: i64,
    pub reason: AdjustmentReason,
    /// Such as the number of a delivery.
    #[serde(default)]
    #[oai(default, validator(max_length = 300, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
    #[garde(length(chars, max = 300), custom(one_line))]
    pub note: String,
}

impl Example for AdjustmentRequest {
    fn example() -> Self {
        Self { delta: 24, reason: AdjustmentReason::Received, note: "Delivery 4711".into() }
    }
}

impl From<AdjustmentRequest> for Adjustment {
    fn from(request: AdjustmentRequest) -> Self {
        let reason = match request.reason {
            AdjustmentReason::Received => MovementReason::Received,
            AdjustmentReason::Corrected => MovementReason::Corrected,
            AdjustmentReason::Lost => MovementReason::Lost,
        };
        Self { delta: request.delta, reason, note: request.note }
    }
}

/// When a variant runs low.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct LowStockRequest {
    /// When no more than so many can be sold. Null: never.
    #[serde(default)]
    #[oai(nullable, validator(minimum(value = "0"), maximum(value = "1000000000")))]
    pub low_at: MaybeUndefined<i64>,
}

impl Example for LowStockRequest {
    fn example() -> Self {
        Self { low_at: MaybeUndefined::Value(5) }
    }
}
