//! Making a promotion.

use entity::promotion;
use entity::states::PromotionKind;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, SqlErr};
use serde_json::json;
use uuid::Uuid;

use super::check::check;
use super::terms::Terms;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `Invalid` with all that is wrong; Conflict `code_taken`.
pub async fn create(txn: &Txn, terms: Terms) -> Result<promotion::Model> {
    check(txn, &terms).await?;
    let row = terms.write(blank());
    promotion::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await
        .map_err(code_taken)?;
    audit::created(txn, Action::PromotionCreate, &row).await?;
    events::record(txn, &Event::PromotionChanged { promotion_id: row.id }, row.version).await?;
    Ok(row)
}

fn blank() -> promotion::Model {
    let now = now();
    promotion::Model {
        id: Uuid::now_v7(),
        name: String::new(),
        code: None,
        kind: PromotionKind::Percentage,
        percent_bp: 0,
        amount_minor: 0,
        buy_quantity: 0,
        get_quantity: 0,
        product_ids: json!([]),
        category_ids: json!([]),
        min_subtotal_minor: 0,
        first_order: false,
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
        uses: 0,
        exclusive: false,
        priority: 0,
        enabled: true,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

pub(super) fn code_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("code_taken", "another promotion has this code")
        }
        _ => error.into(),
    }
}
