//! What may be spent in a day, in money.
//!
//! A call takes what it may cost at most before it begins, by one conditional update, and gives back what it did not need.
//! So calls at the same time, on any number of processes, cannot exceed the budget together. What a process took that died
//! stays taken until the day is over.

use entity::model_spend as row;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::purpose::{Purpose, PurposeSettings};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::Store;

/// Millionths in a minor unit.
const MICROS: i64 = 1_000_000;

/// What a purpose has cost on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Minor units, rounded up; with what running calls may cost at most.
    pub minor: i64,
    pub calls: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
}

/// UTC, YYYY-MM-DD.
pub(super) fn day_of(at: Timestamp) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// Takes `most` millionths out of the day's budget.
///
/// # Errors
/// `Refused` `model_out_of_budget`.
pub(super) async fn take(
    store: &Store,
    purpose: Purpose,
    settings: &PurposeSettings,
    day: &str,
    most: i64,
) -> Result<()> {
    let budget = settings.daily_budget.saturating_mul(MICROS);
    let new = row::ActiveModel {
        day: Set(day.to_owned()),
        purpose: Set(purpose.as_str().to_owned()),
        committed_micros: Set(0),
        calls: Set(0),
        input_tokens: Set(0),
        output_tokens: Set(0),
        alerted: Set(false),
    };
    row::Entity::insert(new)
        .on_conflict(OnConflict::columns([row::Column::Day, row::Column::Purpose]).do_nothing().to_owned())
        .exec_without_returning(store.writer())
        .await?;
    let taken = row::Entity::update_many()
        .col_expr(row::Column::CommittedMicros, Expr::col(row::Column::CommittedMicros).add(most))
        .col_expr(row::Column::Calls, Expr::col(row::Column::Calls).add(1_i64))
        .filter(row::Column::Day.eq(day))
        .filter(row::Column::Purpose.eq(purpose.as_str()))
        // What costs nothing is always within it.
        .filter(Expr::val(most == 0).or(row::Column::CommittedMicros.lte(budget.saturating_sub(most))))
        .exec(store.writer())
        .await?;
    if taken.rows_affected == 0 {
        let name = purpose.as_str();
        metrics::counter!("penden_model_calls_total", "purpose" => name, "outcome" => "out_of_budget")
            .increment(1);
        return Err(Error::refused(
            "model_out_of_budget",
            format!(
                "the budget of this day for {name} does not allow for another call; it begins anew at midnight UTC"
            ),
        ));
    }
    Ok(())
}

/// Puts right what was taken when it is known what it cost, and tells staff once a day when much of the budget is gone.
pub(super) async fn settle(
    store: &Store,
    purpose: Purpose,
    settings: &PurposeSettings,
    day: &str,
    (taken, cost): (i64, i64),
    (input_tokens, output_tokens): (i64, i64),
) -> Result<()> {
    let of_day = row::Column::Day.eq(day).and(row::Column::Purpose.eq(purpose.as_str()));
    let changed = row::Entity::update_many()
        .col_expr(row::Column::CommittedMicros, Expr::col(row::Column::CommittedMicros).add(cost - taken))
        .col_expr(row::Column::InputTokens, Expr::col(row::Column::InputTokens).add(input_tokens))
        .col_expr(row::Column::OutputTokens, Expr::col(row::Column::OutputTokens).add(output_tokens))
        .filter(of_day.clone())
        .exec_with_returning(store.writer())
        .await?;
    let Some(spent) = changed.into_iter().next() else { return Ok(()) };
    let budget = settings.daily_budget.saturating_mul(MICROS);
    let is_much =
        i128::from(spent.committed_micros) * 100 >= i128::from(budget) * i128::from(settings.alert_percent);
    if spent.alerted || budget == 0 || !is_much {
        return Ok(());
    }
    let first = row::Entity::update_many()
        .col_expr(row::Column::Alerted, Expr::val(true))
        .filter(of_day)
        .filter(row::Column::Alerted.eq(false))
        .exec(store.writer())
        .await?;
    if first.rows_affected > 0 {
        let (name, percent) = (purpose.as_str(), settings.alert_percent);
        metrics::counter!("penden_model_budget_alerts_total", "purpose" => name).increment(1);
        tracing::warn!(purpose = name, "{percent} % of the budget of this day for {name} is spent");
    }
    Ok(())
}

/// What was spent for the purpose on the day of that moment.
pub async fn spent_on(db: &impl ConnectionTrait, purpose: Purpose, at: Timestamp) -> Result<Spent> {
    let found = row::Entity::find_by_id((day_of(at), purpose.as_str().to_owned())).one(db).await?;
    Ok(found.map_or_else(Spent::default, |row| Spent {
        minor: Ord::max(row.committed_micros, 0).saturating_add(MICROS - 1) / MICROS,
        calls: row.calls,
        input_tokens: row.input_tokens,
        output_tokens: row.output_tokens,
    }))
}

/// The day that a call belongs to.
pub(super) fn today() -> String {
    day_of(now())
}
