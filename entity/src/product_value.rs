//! What products have of the attributes; those of their variants too, since shoppers filter by both.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_values")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub attribute_id: Uuid,
    /// The code of a choice, `true` or `false`, or the number as text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    /// Of a number, thousandths.
    pub number_milli: Option<i64>,
    /// Follows from the variants.
    pub of_variants: bool,
}

impl ActiveModelBehavior for ActiveModel {}
