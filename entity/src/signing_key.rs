//! Keys that sign access tokens. The newest signs; all that are not retired verify.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    /// Goes into the token's `kid`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// 32 random bytes, hex.
    pub secret: String,
    pub created_at: DateTimeUtc,
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
