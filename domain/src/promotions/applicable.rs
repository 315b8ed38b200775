//! Which promotions a cart may have: the automatic ones and those of its codes, with what stands against each.

use std::collections::{BTreeSet, HashMap};

use entity::states::{OrderState, PromotionKind};
use entity::{category, order, promotion, promotion_redemption};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::list::active;
use super::{is_limited, per_customer};
use crate::catalog;
use crate::clock::now;
use crate::error::Result;
use crate::pricing::{Effect, Promotion, Refusal, Scope};

/// Automatic promotions that one cart looks at, those of the highest priority.
const MOST: u64 = 200;

/// Who buys, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Shopper {
    pub user_id: Option<Uuid>,
    /// Normalised.
    pub email: Option<String>,
}

impl Shopper {
    /// Rows of theirs, by the columns that say whose they are; none when nobody knows who it is.
    fn condition<C: ColumnTrait>(&self, user_id: C, email: C) -> Option<Condition> {
        if self.user_id.is_none() && self.email.is_none() {
            return None;
        }
        let mut condition = Condition::any();
        if let Some(id) = self.user_id {
            condition = condition.add(user_id.eq(id));
        }
        if let Some(address) = &self.email {
            condition = condition.add(email.eq(address.as_str()));
        }
        Some(condition)
    }

    /// Uses of promotions by them that count.
    pub(super) fn uses(&self) -> Option<Condition> {
        use promotion_redemption::Column;
        let own = self.condition(Column::UserId, Column::Email)?;
        Some(Condition::all().add(own).add(Column::ReleasedAt.is_null()))
    }
}

/// A promotion, as the calculation takes it, and how its uses are limited.
#[derive(Debug, Clone)]
pub struct Applicable {
    pub rule: Promotion,
    /// Whether uses are counted on its row.
    pub is_limited: bool,
    pub per_customer: Option<i64>,
}

/// The promotions that switched on and in time, and those with these codes whatever their state. One query; one more for
/// each of these that some of them ask for: categories, earlier orders, earlier uses.
pub async fn applicable(
    db: &impl ConnectionTrait,
    codes: &[String],
    shopper: &Shopper,
) -> Result<Vec<Applicable>> {
    use promotion::Column;
    let automatic = active().add(Column::Code.is_null());
    let wanted = Condition::any()
        .add(automatic)
        .add_option((!codes.is_empty()).then(|| Column::Code.is_in(codes.iter().map(String::as_str))));
    let rows = promotion::Entity::find()
        .filter(wanted)
        .order_by_desc(Column::Priority)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let facts = Facts::read(db, &rows, shopper).await?;
    rows.iter().map(|row| facts.of(row)).collect()
}

/// What is known beyond the rows.
struct Facts {
    categories: Vec<category::Model>,
    has_ordered: bool,
    used: HashMap<Uuid, i64>,
}

impl Facts {
    async fn read(db: &impl ConnectionTrait, rows: &[promotion::Model], shopper: &Shopper) -> Result<Self> {
        let has_categories =
            |row: &promotion::Model| row.category_ids.as_array().is_some_and(|ids| !ids.is_empty());
        let categories = if rows.iter().any(has_categories) {
            category::Entity::find().all(db).await?
        } else {
            Vec::new()
        };
        let has_ordered = rows.iter().any(|row| row.first_order) && has_ordered(db, shopper).await?;
        let by_customer: Vec<Uuid> =
            rows.iter().filter(|row| per_customer(row).is_some()).map(|row| row.id).collect();
        let used = match shopper.uses() {
            Some(own) if !by_customer.is_empty() => used(db, by_customer, own).await?,
            _ => HashMap::new(),
        };
        Ok(Self { categories, has_ordered, used })
    }

    fn of(&self, row: &promotion::Model) -> Result<Applicable> {
        let products: BTreeSet<Uuid> = serde_json::from_value(row.product_ids.clone())?;
        let roots: Vec<Uuid> = serde_json::from_value(row.category_ids.clone())?;
        let below = |root: &Uuid| catalog::categories::with_descendants(*root, &self.categories);
        let rule = Promotion {
            id: row.id,
            name: row.name.clone(),
            code: row.code.clone(),
            effect: match row.kind {
                PromotionKind::Percentage => Effect::Percentage { bp: row.percent_bp },
                PromotionKind::Amount => Effect::Amount { minor: row.amount_minor },
                PromotionKind::FreeShipping => Effect::FreeShipping,
                PromotionKind::BuyXGetY => {
                    Effect::BuyGet { buy: row.buy_quantity, get: row.get_quantity, off_bp: row.percent_bp }
                }
            },
            scope: Scope { products, categories: roots.iter().flat_map(below).collect() },
            min_subtotal_minor: row.min_subtotal_minor,
            exclusive: row.exclusive,
            priority: row.priority,
            refusal: self.refusal(row),
        };
        Ok(Applicable { rule, is_limited: is_limited(row), per_customer: per_customer(row) })
    }

    fn refusal(&self, row: &promotion::Model) -> Option<Refusal> {
        let now = now();
        let used = self.used.get(&row.id).copied().unwrap_or(0);
        if !row.enabled {
            Some(Refusal::Unknown)
        } else if row.starts_at.is_some_and(|start| start > now) {
            Some(Refusal::NotStarted)
        } else if row.ends_at.is_some_and(|end| end <= now) {
            Some(Refusal::Ended)
        } else if row.max_uses.is_some_and(|most| row.uses >= most) {
            Some(Refusal::UsedUp)
        } else if row.first_order && self.has_ordered {
            Some(Refusal::NotFirstOrder)
        } else if per_customer(row).is_some_and(|most| used >= most) {
            Some(Refusal::UsedByCustomer)
        } else {
            None
        }
    }
}

/// Whether they have an order that came to something, or still may.
async fn has_ordered(db: &impl ConnectionTrait, shopper: &Shopper) -> Result<bool> {
    use order::Column;
    let Some(own) = shopper.condition(Column::UserId, Column::Email) else { return Ok(false) };
    let states = [OrderState::AwaitingPayment, OrderState::Placed, OrderState::Completed];
    let found: Option<Uuid> = order::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(own)
        .filter(Column::State.is_in(states))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// How often each of these promotions was used by whom the condition names.
pub(super) async fn used(
    db: &impl ConnectionTrait,
    promotions: Vec<Uuid>,
    own: Condition,
) -> Result<HashMap<Uuid, i64>> {
    use promotion_redemption::Column;
    let rows: Vec<(Uuid, i64)> = promotion_redemption::Entity::find()
        .select_only()
        .column(Column::PromotionId)
        .column_as(Expr::col(Column::Id).count(), "uses")
        .filter(Column::PromotionId.is_in(promotions))
        .filter(own)
        .group_by(Column::PromotionId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
