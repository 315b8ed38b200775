//! Mails as sent. With a mailbox instead of SMTP this is where they are read.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Derived from the job: sending again carries the same one.
    #[sea_orm(unique)]
    pub message_id: String,
    pub template: String,
    /// The order it is about, if any.
    pub order_id: Option<Uuid>,
    pub recipient: String,
    pub sender: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// [{filename, content_type, storage_key}]
    pub attachments: Json,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
