//! How a process gets on with a provider outside.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outside_states")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub process: String,
    /// closed, open or half_open.
    pub breaker: String,
    /// Of the breaker's state.
    pub since: DateTimeUtc,
    /// When open: until when nothing is tried.
    pub next_try_at: Option<DateTimeUtc>,
    pub calls: i64,
    pub failures: i64,
    /// Calls that waited or were put off for want of a slot.
    pub put_off: i64,
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTimeUtc>,
    /// Set while the process has not heard yet that somebody wants its breaker closed.
    pub close_requested_at: Option<DateTimeUtc>,
    /// Who wanted that last.
    pub close_requested_by: Option<String>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
