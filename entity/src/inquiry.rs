//! What shoppers ask a person of the shop.

use crate::states::InquiryState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inquiries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub state: InquiryState,
    /// Where the answer goes.
    pub email: String,
    pub text: String,
    /// [{"from": "shopper" | "assistant", "text"}]: what was said before, if the shopper sent it along.
    pub transcript: Json,
    /// Who was logged in.
    pub user_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub closed_by: Option<Uuid>,
    pub closed_at: Option<DateTimeUtc>,
    /// Last event version of this aggregate.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
