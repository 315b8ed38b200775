//! The mails that were kept instead of being sent, newest first.

use std::sync::Arc;

use domain::clock::now;
use domain::notifications;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Pages;
use super::access::Visitor;
use super::moment::Moment;
use crate::auth::MailsRead;
use crate::payload::cursor;
use crate::problem::Result;
use crate::state::Shared;

const PER_PAGE: usize = 25;

#[derive(Deserialize)]
struct Asked {
    cursor: Option<String>,
    live: Option<String>,
}

#[derive(Serialize)]
struct View {
    mails: Vec<Row>,
    is_first: bool,
    /// Whether the page asks for itself again every few seconds.
    is_live: bool,
    next: Option<String>,
    /// Whether mails leave by SMTP, so that none come here.
    is_sent: bool,
}

#[derive(Serialize)]
struct Row {
    id: Uuid,
    recipient: String,
    subject: String,
    template: String,
    at: Moment,
    has_attachments: bool,
}

#[handler]
pub async fn list(
    _visitor: Visitor<MailsRead>,
    Data(state): Data<&Shared>,
    Data(pages): Data<&Arc<Pages>>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let after = asked.cursor.as_deref().map(cursor::read).transpose()?;
    let is_first = after.is_none();
    let mut rows = notifications::list_mails(state.store().read(), None, after, PER_PAGE as u64 + 1).await?;
    let more = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let next = rows.last().filter(|_| more).map(|row| cursor::write(row.created_at, row.id));
    let now = now();
    let mails = rows.into_iter().map(|row| Row {
        id: row.id,
        recipient: row.recipient,
        subject: row.subject,
        template: row.template,
        at: Moment::seen_from(now, row.created_at),
        has_attachments: row.attachments.as_array().is_some_and(|attachments| !attachments.is_empty()),
    });
    let view = View {
        mails: mails.collect(),
        is_first,
        is_live: is_first && asked.live.is_some(),
        next,
        is_sent: state.services.config.mail.smtp_url.is_some(),
    };
    pages.templates.page("mailbox.html.jinja", &view)
}
