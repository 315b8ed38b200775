//! One mail: its headers, its two bodies and what came with it.
//!
//! The HTML body is somebody else's, so it is shown in a frame that can draw and nothing more.

use std::sync::Arc;

use domain::Error;
use domain::clock::now;
use domain::entity::mail;
use domain::notifications::{self, Attachment};
use poem::http::{HeaderValue, header};
use poem::web::{Data, Path, Query};
use poem::{Body, Response, handler};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Pages;
use super::access::Visitor;
use super::moment::Moment;
use crate::auth::MailsRead;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// Inline styles, the shop's own pictures, and links that open in a tab of their own.
const FRAME: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                     frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
/// What is fetched is kept as a file and never shown as ours.
const FILE: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

#[derive(Deserialize)]
struct Asked {
    view: Option<String>,
}

#[derive(Serialize)]
struct View {
    id: Uuid,
    subject: String,
    sender: String,
    recipient: String,
    message_id: String,
    template: String,
    order_id: Option<Uuid>,
    at: Moment,
    /// `None` while the HTML is shown.
    text: Option<String>,
    attachments: Vec<File>,
}

#[derive(Serialize)]
struct File {
    filename: String,
    content_type: String,
}

#[handler]
pub async fn show(
    _visitor: Visitor<MailsRead>,
    Data(state): Data<&Shared>,
    Data(pages): Data<&Arc<Pages>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let row = find(state, &id).await?;
    let attachments = attachments(&row)?.into_iter();
    let view = View {
        id: row.id,
        subject: row.subject,
        sender: row.sender,
        recipient: row.recipient,
        message_id: row.message_id,
        template: row.template,
        order_id: row.order_id,
        at: Moment::seen_from(now(), row.created_at),
        text: (asked.view.as_deref() == Some("text")).then_some(row.text),
        attachments: attachments
            .map(|file| File { filename: file.filename, content_type: file.content_type })
            .collect(),
    };
    pages.templates.page("mail.html.jinja", &view)
}

/// The HTML body, for the frame.
#[handler]
pub async fn html(
    _visitor: Visitor<MailsRead>,
    Data(state): Data<&Shared>,
    Path(id): Path<String>,
) -> Result<Response> {
    let row = find(state, &id).await?;
    // Links would otherwise open inside the frame, where our own pages refuse to be shown.
    let body = row.html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .header(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAME))
        .header(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
        .body(body))
}

/// What came with the mail, as a file to be kept.
#[handler]
pub async fn attachment(
    _visitor: Visitor<MailsRead>,
    Data(state): Data<&Shared>,
    Path((id, index)): Path<(String, String)>,
) -> Result<Response> {
    let row = find(state, &id).await?;
    let mut attachments = attachments(&row)?;
    let index = index.parse::<usize>().ok().filter(|index| *index < attachments.len());
    let file = attachments.swap_remove(index.ok_or_else(|| Failure::not_found("attachment"))?);
    let content = state.services.storage.get(&file.storage_key).await?;
    let kind = HeaderValue::try_from(file.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let disposition = HeaderValue::try_from(disposition(&file.filename))
        .map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_DISPOSITION, disposition)
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .header(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILE))
        .body(Body::from_bytes(content)))
}

async fn find(state: &Shared, id: &str) -> Result<mail::Model> {
    let id = Uuid::try_parse(id).map_err(|_| Failure::not_found("mail"))?;
    Ok(notifications::find_mail(state.store().read(), id).await?)
}

fn attachments(row: &mail::Model) -> Result<Vec<Attachment>> {
    Ok(serde_json::from_value(row.attachments.clone()).map_err(Error::from)?)
}

/// The name twice, as RFC 6266 wants it: in ASCII for old programs, and in full.
fn disposition(filename: &str) -> String {
    use std::fmt::Write as _;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let ascii: String = filename.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut full = String::new();
    for byte in filename.bytes() {
        if plain(char::from(byte)) {
            full.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(full, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nasty_file_name_stays_inside_its_quotes() {
        assert_eq!(
            disposition("ä\"; x=\r\n.pdf"),
            "attachment; filename=\"____x___.pdf\"; filename*=UTF-8''%C3%A4%22%3B%20x%3D%0D%0A.pdf"
        );
    }
}
