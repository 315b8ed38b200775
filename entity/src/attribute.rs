//! What products have in common and differ in: a choice of texts, a number with a unit, yes or no.

use crate::states::AttributeKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attributes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name in filters and files; never changes.
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    pub kind: AttributeKind,
    /// Of numbers, such as `cm`.
    pub unit: Option<String>,
    /// Whether shoppers filter by it.
    pub filterable: bool,
    pub position: i32,
    /// Last event version of this aggregate.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
