//! What a kind of mail says in the shop's own words. A row stays when the shop goes back to the shipped words, so that its
//! versions go on.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_templates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As jobs name it.
    #[sea_orm(unique)]
    pub kind: String,
    /// Subject and body are null together: then the shipped words count.
    pub subject: Option<String>,
    /// MJML with placeholders.
    pub body: Option<String>,
    /// Plain text; made of the body where it is null.
    pub text: Option<String>,
    /// Last event version of this aggregate.
    pub version: i64,
    pub updated_at: DateTimeUtc,
    /// Why a mail went out in the shipped words instead, since these could not be used.
    pub failure: Option<String>,
    pub failed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
