//! Slugs that products, categories, brands and collections had before.

use crate::states::SlugKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_slugs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: SlugKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// What had it last.
    pub target_id: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
