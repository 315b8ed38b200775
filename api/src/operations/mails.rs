//! The mailbox: what was sent while no SMTP server is configured.

use chrono::{DateTime, Utc};
use domain::Error;
use domain::entity::mail;
use domain::notifications::{self, Attachment as StoredAttachment};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::auth::{MailsRead, Require};
use crate::openapi::Tag;
use crate::payload::cursor;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Mails(pub Shared);

/// A file that came with a mail.
#[derive(Debug, Object)]
pub struct MailAttachment {
    pub filename: String,
    pub content_type: String,
}

/// A mail in a list.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MailSummary {
    pub id: Uuid,
    pub template: String,
    pub order_id: Option<Uuid>,
    pub recipient: String,
    pub subject: String,
    pub created_at: DateTime<Utc>,
}

/// A mail.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Mail {
    pub id: Uuid,
    pub message_id: String,
    pub template: String,
    pub order_id: Option<Uuid>,
    pub sender: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<MailAttachment>,
    pub created_at: DateTime<Utc>,
}

/// A page of mails, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MailPage {
    pub items: Vec<MailSummary>,
    pub next_cursor: Option<String>,
}

#[derive(ApiResponse)]
pub enum MailFile {
    /// The file.
    #[oai(status = 200, content_type = "application/octet-stream")]
    File(Attachment<Vec<u8>>),
}

#[OpenApi(prefix_path = "/api/v1/mails", tag = "Tag::Operations")]
impl Mails {
    /// List mails
    ///
    /// Newest first. Empty when mails go out by SMTP.
    #[oai(path = "/", method = "get", operation_id = "listMails")]
    async fn list(
        &self,
        _operator: Require<MailsRead>,
        /// Only mails about this order.
        order_id: Query<Option<Uuid>>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Mails per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<MailPage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let db = self.0.store().read();
        let mut rows = notifications::list_mails(db, order_id.0, after, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor::write(row.created_at, row.id));
        let items = rows.into_iter().map(|row| MailSummary {
            id: row.id,
            template: row.template,
            order_id: row.order_id,
            recipient: row.recipient,
            subject: row.subject,
            created_at: row.created_at,
        });
        Ok(Json(MailPage { items: items.collect(), next_cursor }))
    }

    /// Read a mail
    ///
    /// As it was sent. Needs the permission `mails_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getMail")]
    async fn get(
        &self,
        _operator: Require<MailsRead>,
        /// The mail.
        id: Path<Uuid>,
    ) -> Result<Json<Mail>> {
        let row = notifications::find_mail(self.0.store().read(), id.0).await?;
        Ok(Json(row.try_into()?))
    }

    /// Fetch what came with a mail
    ///
    /// One attachment, by its place in the mail. Needs the permission `mails_read`.
    #[oai(path = "/:id/attachments/:index", method = "get", operation_id = "getMailAttachment")]
    async fn attachment(
        &self,
        _operator: Require<MailsRead>,
        /// The mail.
        id: Path<Uuid>,
        /// Its place among the attachments, from 0.
        index: Path<u32>,
    ) -> Result<MailFile> {
        let row = notifications::find_mail(self.0.store().read(), id.0).await?;
        let mut attachments: Vec<StoredAttachment> =
            serde_json::from_value(row.attachments).map_err(Error::from)?;
        let index = index.0 as usize;
        if index >= attachments.len() {
            return Err(Error::NotFound { what: "attachment" }.into());
        }
        let attachment = attachments.swap_remove(index);
        let content = self.0.services.storage.get(&attachment.storage_key).await?;
        let file = Attachment::new(content.to_vec()).attachment_type(AttachmentType::Attachment);
        Ok(MailFile::File(file.filename(attachment.filename)))
    }
}

fn default_limit() -> u64 {
    20
}

impl TryFrom<mail::Model> for Mail {
    type Error = Error;

    fn try_from(row: mail::Model) -> domain::Result<Self> {
        let attachments: Vec<StoredAttachment> = serde_json::from_value(row.attachments)?;
        let attachments = attachments.into_iter().map(|attachment| MailAttachment {
            filename: attachment.filename,
            content_type: attachment.content_type,
        });
        Ok(Self {
            id: row.id,
            message_id: row.message_id,
            template: row.template,
            order_id: row.order_id,
            sender: row.sender,
            recipient: row.recipient,
            subject: row.subject,
            text: row.text,
            html: row.html,
            attachments: attachments.collect(),
            created_at: row.created_at,
        })
    }
}
