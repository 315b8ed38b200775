//! Carts of guests (by token) and of customers (by user).

use crate::states::CartState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "carts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the guest's token, hex.
    #[sea_orm(unique)]
    pub token_hash: Option<String>,
    pub user_id: Option<Uuid>,
    pub state: CartState,
    pub currency: String,
    /// ["SUMMER"]: codes of promotions, in capitals, as the shopper entered them.
    pub codes: Json,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
