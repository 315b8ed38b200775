//! What the reviews of products say in short, drafted by a model and approved by staff.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_summaries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    pub text: String,
    /// How many reviews were published when it was approved.
    pub reviews: i64,
    /// `provider/model`.
    pub model: String,
    pub approved_by: Option<Uuid>,
    pub approved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
