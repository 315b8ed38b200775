//! What a customer says about a product that they bought.

use crate::states::ReviewState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviews")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    pub user_id: Uuid,
    /// By which they bought it.
    pub order_id: Uuid,
    /// What they are called beside it, as they were called then.
    pub author: String,
    /// 1 to 5.
    pub rating: i32,
    /// May be empty.
    pub title: String,
    /// Lines of text; may be empty.
    pub text: String,
    pub state: ReviewState,
    /// What the shop replies.
    pub answer: Option<String>,
    pub answered_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
