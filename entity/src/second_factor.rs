//! Secrets that people share with an app which makes codes of them (TOTP).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// 160 random bits, hex.
    pub secret: String,
    /// When the first code was right. Until then it is asked for nowhere.
    pub confirmed_at: Option<DateTimeUtc>,
    /// The time step of the code that was used last: it and older ones are good no more.
    pub last_step: i64,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
