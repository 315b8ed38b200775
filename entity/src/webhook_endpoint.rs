//! Where merchants want to be told of events.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub url: String,
    pub description: String,
    /// ["order.paid", "refund.*"]
    pub events: Json,
    pub enabled: bool,
    /// Why the program switched it off; null when a person did, and while it is on.
    pub disabled_reason: Option<String>,
    pub disabled_at: Option<DateTimeUtc>,
    /// `whsec_` and base64.
    pub secret: String,
    /// Signs as well until `previous_secret_until`.
    pub previous_secret: Option<String>,
    pub previous_secret_until: Option<DateTimeUtc>,
    /// When the first attempt failed after which none succeeded.
    pub failing_since: Option<DateTimeUtc>,
    /// Attempts that failed since then.
    pub failures: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
