//! [`SmtpMailer`] against a mail server of a few lines that answers by script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::notifications::{Attachment, Mail, Mailer, Template};
use domain::storage::Storage;
use domain::{Error, Result};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::mail::{SmtpMailer, SmtpSettings, is_sender};

/// What the server says instead of yes, by the first word of the command; `.` is the end of the mail.
type Script = &'static [(&'static str, &'static str)];

struct Server {
    port: u16,
    received: Arc<Mutex<String>>,
}

impl Server {
    async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(String::new()));
        let log = received.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, script, log.clone()));
            }
        });
        Self { port, received }
    }

    fn received(&self) -> String {
        self.received.lock().unwrap().clone()
    }
}

async fn converse(stream: TcpStream, script: Script, log: Arc<Mutex<String>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.example.org ESMTP\r\n").await?;
    let mut in_mail = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        log.lock().unwrap().push_str(&line);
        let word = line.split([' ', ':', '\r']).next().unwrap_or_default();
        if in_mail && line != ".\r\n" {
            continue;
        }
        in_mail = word == "DATA";
        let usual = match word {
            "EHLO" => "250-mail.example.org\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            "AUTH" => "235 welcome",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        let answer = script.iter().find(|(command, _)| *command == word).map_or(usual, |(_, answer)| answer);
        in_mail &= answer.starts_with("354");
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

struct OneInvoice;

#[async_trait]
impl Storage for OneInvoice {
    async fn put(&self, _: &str, _: Bytes, _: &str) -> Result<()> {
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Bytes> {
        if key == "invoices/1.pdf" {
            return Ok(Bytes::from_static(b"%PDF-1.7 an invoice"));
        }
        Err(Error::NotFound { what: "file" })
    }

    async fn delete(&self, _: &str) -> Result<()> {
        Ok(())
    }
}

fn mailer(url: String) -> SmtpMailer {
    let settings = SmtpSettings { url: url.into(), timeout: Duration::from_secs(5), pool: 2 };
    SmtpMailer::new(settings, Arc::new(OneInvoice)).unwrap()
}

fn mail() -> Mail {
    Mail {
        message_id: "job-1@shop.example.org".into(),
        template: Template::InvoiceIssued,
        order_id: None,
        sender: "Penden Läden <shop@example.org>".into(),
        recipient: "Zoë Müller <zoe@example.org>".into(),
        subject: "Invoice für Zoë\r\nBcc: all@example.org".into(),
        text: "Dear Zoë,\n.\nhere is a dot.\n".into(),
        html: "<p>Dear Zoë</p>".into(),
        attachments: vec![],
    }
}

fn attachment(key: &str) -> Attachment {
    Attachment {
        filename: "Rechnung für Zoë.pdf".into(),
        content_type: "application/pdf".into(),
        storage_key: key.into(),
    }
}

#[tokio::test]
async fn a_mail_arrives_with_its_headers_and_parts() {
    let server = Server::start(&[]).await;
    let mail = Mail { attachments: vec![attachment("invoices/1.pdf")], ..mail() };
    mailer(format!("smtp://127.0.0.1:{}", server.port)).send(&mail).await.unwrap();
    let received = server.received();
    for expected in [
        "MAIL FROM:<shop@example.org>",
        "RCPT TO:<zoe@example.org>",
        "\r\nMessage-ID: <job-1@shop.example.org>\r\n",
        "\r\nAuto-Submitted: auto-generated\r\n",
        "\r\nDate: ",
        "From: =?utf-8?b?",
        "Subject: Invoice =?utf-8?b?",
        "Content-Type: multipart/mixed;",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "Content-Type: application/pdf",
        "Content-Disposition: attachment;",
        "JVBERi0xLjcgYW4gaW52b2ljZQ==",
        "\r\n..\r\n",
    ] {
        assert!(received.contains(expected), "{expected:?} in {received}");
    }
    assert!(!received.contains("\r\nBcc:"), "{received}");
    assert_eq!(received.matches("RCPT TO").count(), 1);
}

#[tokio::test]
async fn without_attachments_there_are_two_alternatives_only() {
    let server = Server::start(&[]).await;
    mailer(format!("smtp://user:pass%40word@127.0.0.1:{}", server.port)).send(&mail()).await.unwrap();
    let received = server.received();
    assert!(received.contains("AUTH PLAIN AHVzZXIAcGFzc0B3b3Jk"), "{received}");
    assert!(!received.contains("multipart/mixed"), "{received}");
}

#[tokio::test]
async fn only_a_lasting_no_to_the_mail_is_final() {
    let refused: [Script; 4] = [
        &[("RCPT", "550 5.1.1 no such user")],
        &[("MAIL", "552 too large")],
        &[(".", "554 looks like spam")],
        &[("DATA", "553 not allowed")],
    ];
    for script in refused {
        let result = send(script).await;
        assert!(matches!(result, Err(Error::Refused { code: "mail_refused", .. })), "{script:?}: {result:?}");
    }
    let later: [Script; 5] = [
        &[("RCPT", "450 greylisted")],
        &[("MAIL", "421 too many connections")],
        &[(".", "451 local error")],
        &[("AUTH", "535 wrong password")],
        &[("MAIL", "530 log in first")],
    ];
    for script in later {
        let result = send(script).await;
        assert!(matches!(result, Err(Error::Unavailable { .. })), "{script:?}: {result:?}");
    }
}

async fn send(script: Script) -> Result<()> {
    let server = Server::start(script).await;
    mailer(format!("smtp://user:secret@127.0.0.1:{}", server.port)).send(&mail()).await
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let result = mailer(format!("smtp://127.0.0.1:{port}")).send(&mail()).await;
    assert!(matches!(result, Err(Error::Unavailable { .. })), "{result:?}");
}

#[tokio::test]
async fn a_password_is_not_sent_to_a_server_without_the_encryption_asked_for() {
    let server = Server::start(&[]).await;
    let mailer = mailer(format!("smtp+starttls://user:secret@127.0.0.1:{}", server.port));
    assert!(matches!(mailer.send(&mail()).await, Err(Error::Unavailable { .. })));
    assert!(!server.received().contains("AUTH"), "{}", server.received());
}

#[tokio::test]
async fn what_can_never_be_a_mail_is_not_sent() {
    let server = Server::start(&[]).await;
    let mailer = mailer(format!("smtp://127.0.0.1:{}", server.port));
    for recipient in ["", "nobody", "a@b@c", "a@example.org\r\nRCPT TO:<b@example.org>"] {
        let result = mailer.send(&Mail { recipient: recipient.into(), ..mail() }).await;
        assert!(
            matches!(result, Err(Error::Refused { code: "mail_refused", .. })),
            "{recipient:?}: {result:?}"
        );
    }
    for message_id in ["", "a b", "a>\r\nBcc: b"] {
        let result = mailer.send(&Mail { message_id: message_id.into(), ..mail() }).await;
        assert!(matches!(result, Err(Error::Corrupt(_))), "{message_id:?}: {result:?}");
    }
    let lost = Mail { attachments: vec![attachment("invoices/2.pdf")], ..mail() };
    assert!(matches!(mailer.send(&lost).await, Err(Error::Corrupt(_))));
    assert_eq!(server.received(), "");
}

#[test]
fn settings_that_cannot_work_are_refused() {
    for url in ["http://mail.example.org", "mail.example.org", "smtp+starttls://"] {
        let settings = SmtpSettings { url: url.into(), timeout: Duration::from_secs(5), pool: 2 };
        assert!(SmtpMailer::new(settings, Arc::new(OneInvoice)).is_err(), "{url}");
    }
    assert!(is_sender("Penden <shop@example.org>") && is_sender("shop@example.org"));
    assert!(!is_sender("nobody") && !is_sender("a@b.example\r\nBcc: c@d.example"));
}
