//! A product's text as a vector of one model.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_embeddings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    /// `provider/model`: vectors of different models do not compare.
    #[sea_orm(primary_key, auto_increment = false)]
    pub model: String,
    /// SHA-256 of the text, hex: what did not change is not asked for again.
    pub text_hash: String,
    /// Of length one, as little-endian 32-bit floats.
    pub vector: Vec<u8>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
