//! What staff says about a promotion, and how it is written into its row.

use entity::promotion;
use entity::states::PromotionKind;
use serde_json::json;
use uuid::Uuid;

use crate::clock::Timestamp;

/// Codes that one cart takes.
pub const MAX_CODES: usize = 5;

/// Everything about a promotion that staff decides. Amounts are minor units of the shop's currency.
#[derive(Debug, Clone)]
pub struct Terms {
    pub name: String,
    /// None: it applies by itself.
    pub code: Option<String>,
    pub kind: PromotionKind,
    /// Of a percentage; with buy X get Y how much less what is got costs, 100 % if left out. Basis points.
    pub percent_bp: Option<i32>,
    /// Of an amount.
    pub amount_minor: Option<i64>,
    /// Of buy X get Y.
    pub buy_quantity: Option<i32>,
    pub get_quantity: Option<i32>,
    /// With no products and no categories it is for all goods.
    pub product_ids: Vec<Uuid>,
    pub category_ids: Vec<Uuid>,
    pub min_subtotal_minor: i64,
    pub first_order: bool,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub max_uses: Option<i64>,
    pub max_uses_per_customer: Option<i64>,
    pub exclusive: bool,
    pub priority: i32,
    pub enabled: bool,
}

/// A code as it is stored and compared: without spaces around it, in capitals.
pub fn normalize_code(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}

impl Terms {
    /// The row with these terms; the rest of it stays.
    pub(super) fn write(self, row: promotion::Model) -> promotion::Model {
        promotion::Model {
            name: self.name.trim().to_owned(),
            code: self.code.as_deref().map(normalize_code),
            kind: self.kind,
            percent_bp: match self.kind {
                PromotionKind::BuyXGetY => self.percent_bp.unwrap_or(10_000),
                _ => self.percent_bp.unwrap_or(0),
            },
            amount_minor: self.amount_minor.unwrap_or(0),
            buy_quantity: self.buy_quantity.unwrap_or(0),
            get_quantity: self.get_quantity.unwrap_or(0),
            product_ids: json!(self.product_ids),
            category_ids: json!(self.category_ids),
            min_subtotal_minor: self.min_subtotal_minor,
            first_order: self.first_order,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            max_uses: self.max_uses,
            max_uses_per_customer: self.max_uses_per_customer,
            exclusive: self.exclusive,
            priority: self.priority,
            enabled: self.enabled,
            ..row
        }
    }
}
