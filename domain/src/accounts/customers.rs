//! Seeing who buys here: people with accounts and without roles, and what they bought so far.
//!
//! Guests are not among them: they are their orders. Accounts are changed by their owners, closed by `staff`.

use entity::states::Role;
use entity::{order, user};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// What is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// In the e-mail address or the name, in capitals or not.
    pub text: Option<String>,
    /// Whose account is open, or closed.
    pub is_active: Option<bool>,
    /// The earliest first.
    pub oldest_first: bool,
    /// Continue after this row of an earlier page: when it was made, and its id.
    pub after: Option<(Timestamp, Uuid)>,
    pub limit: u64,
}

/// Somebody with what they bought.
#[derive(Debug, Clone)]
pub struct Customer {
    pub user: user::Model,
    /// Orders of any state, in every currency.
    pub orders: i64,
    /// The last time that they ordered.
    pub last_order_at: Option<Timestamp>,
    /// Paid and not given back, in minor units, by currency.
    pub spent: Vec<(String, i64)>,
}

#[derive(FromQueryResult)]
struct Bought {
    user_id: Uuid,
    currency: String,
    orders: i64,
    spent_minor: i64,
    last_order_at: Timestamp,
}

/// By the time when they came, in two queries.
pub async fn list(db: &impl ConnectionTrait, filter: &CustomerFilter) -> Result<Vec<Customer>> {
    use user::Column;
    let order = if filter.oldest_first { Order::Asc } else { Order::Desc };
    let mut query = user::Entity::find()
        .filter(Column::Role.eq(Role::Customer))
        .order_by(Column::CreatedAt, order.clone())
        .order_by(Column::Id, order)
        .limit(filter.limit);
    if let Some(text) = &filter.text {
        let text = text.to_lowercase();
        let email = Expr::col(Column::Email).like(contains(&text));
        let name = Expr::expr(Func::lower(Expr::col(Column::Name))).like(contains(&text));
        query = query.filter(Condition::any().add(email).add(name));
    }
    match filter.is_active {
        Some(true) => query = query.filter(Column::DeactivatedAt.is_null()),
        Some(false) => query = query.filter(Column::DeactivatedAt.is_not_null()),
        None => {}
    }
    if let Some((at, id)) = filter.after {
        let (beyond, same_but) = if filter.oldest_first {
            (Column::CreatedAt.gt(at), Column::Id.gt(id))
        } else {
            (Column::CreatedAt.lt(at), Column::Id.lt(id))
        };
        query = query.filter(beyond.or(Column::CreatedAt.eq(at).and(same_but)));
    }
    with_orders(db, query.all(db).await?).await
}

/// One customer.
///
/// # Errors
/// `NotFound`, also for staff.
pub async fn find(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Customer> {
    let user =
        user::Entity::find_by_id(user_id).filter(user::Column::Role.eq(Role::Customer)).one(db).await?;
    let customers = with_orders(db, user.into_iter().collect()).await?;
    customers.into_iter().next().ok_or(Error::NotFound { what: "customer" })
}

/// A pattern in which `%` and `_` stand for themselves.
fn contains(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

async fn with_orders(db: &impl ConnectionTrait, users: Vec<user::Model>) -> Result<Vec<Customer>> {
    use order::Column;
    let left = Expr::col(Column::CapturedMinor).sub(Expr::col(Column::RefundedMinor));
    let bought = order::Entity::find()
        .select_only()
        .column(Column::UserId)
        .column(Column::Currency)
        .column_as(Expr::col(Column::Id).count(), "orders")
        .column_as(left.sum().cast_as("bigint"), "spent_minor")
        .column_as(Column::CreatedAt.max(), "last_order_at")
        .filter(Column::UserId.is_in(users.iter().map(|user| user.id)))
        .group_by(Column::UserId)
        .group_by(Column::Currency)
        .order_by_asc(Column::Currency)
        .into_model::<Bought>()
        .all(db)
        .await?;
    let with = |user: user::Model| {
        let mine: Vec<&Bought> = bought.iter().filter(|row| row.user_id == user.id).collect();
        Customer {
            orders: mine.iter().map(|row| row.orders).sum(),
            last_order_at: mine.iter().map(|row| row.last_order_at).max(),
            spent: mine.iter().map(|row| (row.currency.clone(), row.spent_minor)).collect(),
            user,
        }
    };
    Ok(users.into_iter().map(with).collect())
}
