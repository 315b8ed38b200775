//! A mail as it goes over the wire: MIME parts and headers.

use bytes::Bytes;
use domain::notifications::{Attachment, Mail};
use domain::{Error, Result};
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Body, Mailbox, MultiPart};

/// Builds the message: text and HTML as alternatives, and the attachments with their contents.
///
/// # Errors
/// `Refused` when the recipient is no address; `Corrupt` when the message id could not be a header.
pub(super) fn build(mail: &Mail, attachments: Vec<(&Attachment, Bytes)>) -> Result<Message> {
    let sender: Mailbox = mail
        .sender
        .parse()
        .map_err(|error| Error::Corrupt(format!("{:?} cannot send mails: {error}", mail.sender)))?;
    let recipient: Mailbox = mail
        .recipient
        .parse()
        .map_err(|error| refused(format!("{:?} is no mail address: {error}", mail.recipient)))?;
    let is_printable = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    if mail.message_id.is_empty() || !mail.message_id.bytes().all(is_printable) {
        return Err(Error::Corrupt(format!("{:?} cannot be a message id", mail.message_id)));
    }
    let message = Message::builder()
        .from(sender)
        .to(recipient)
        .subject(one_line(&mail.subject))
        .message_id(Some(format!("<{}>", mail.message_id)))
        .date_now()
        // Keeps holiday notices from answering (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ));

    let body = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    if attachments.is_empty() {
        return message.multipart(body).map_err(|error| refused(error.to_string()));
    }
    let mut whole = MultiPart::mixed().multipart(body);
    for (attachment, content) in attachments {
        let content_type = ContentType::parse(&attachment.content_type).map_err(|error| {
            Error::Corrupt(format!("{:?} is no content type: {error}", attachment.content_type))
        })?;
        // Always, so that no relay mends the line ends of a file that happens to look like text.
        let content = Body::new_with_encoding(content.to_vec(), ContentTransferEncoding::Base64)
            .expect("every content can be base64");
        let part = Part::new(one_line(&attachment.filename)).body(content, content_type);
        whole = whole.singlepart(part);
    }
    message.multipart(whole).map_err(|error| refused(error.to_string()))
}

pub(super) fn refused(detail: String) -> Error {
    Error::refused("mail_refused", detail)
}

/// One line without control characters, and without those that turn the direction of writing: safe in a header, and no
/// false face in a text. Runs of white space become one blank.
pub(super) fn one_line(text: &str) -> String {
    let is_hidden = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let visible: String = text
        .chars()
        .filter(|c| !is_hidden(*c))
        .map(|c| if c.is_control() || c.is_whitespace() && c != '\u{a0}' { ' ' } else { c })
        .collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_line_stays_one_line() {
        for (text, line) in [
            ("plain", "plain"),
            ("", ""),
            ("a\r\nBcc: everyone@example.org", "a Bcc: everyone@example.org"),
            ("a\u{2028}b\u{85}c\0d\te", "a b c d e"),
            (" \n a  b \n", "a b"),
            ("\u{202e}gpj.exe", "gpj.exe"),
            ("Zoë 日本 🎁", "Zoë 日本 🎁"),
        ] {
            assert_eq!(one_line(text), line);
        }
    }
}
