//! Mails kept in the table `mails`, to be read in the console: for shops that are being tried out, and for tests.

use async_trait::async_trait;
use domain::entity::mail;
use domain::notifications::{Mail, Mailer};
use domain::{Result, Store, clock};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

#[derive(Clone)]
pub struct MailboxMailer {
    store: Store,
    sender: String,
}

impl MailboxMailer {
    /// `sender` is recorded as it is.
    pub fn new(store: Store, sender: impl Into<String>) -> Self {
        Self { store, sender: sender.into() }
    }
}

#[async_trait]
impl Mailer for MailboxMailer {
    /// A message id is taken in once, however often it is sent.
    async fn send(&self, mail: &Mail) -> Result<()> {
        let row = mail::ActiveModel {
            id: Set(Uuid::now_v7()),
            message_id: Set(mail.message_id.clone()),
            template: Set(mail.template.as_str().to_owned()),
            order_id: Set(mail.order_id),
            recipient: Set(mail.recipient.clone()),
            sender: Set(self.sender.clone()),
            subject: Set(mail.subject.clone()),
            text: Set(mail.text.clone()),
            html: Set(mail.html.clone()),
            attachments: Set(serde_json::to_value(&mail.attachments)?),
            created_at: Set(clock::now()),
        };
        mail::Entity::insert(row)
            .on_conflict(OnConflict::column(mail::Column::MessageId).do_nothing().to_owned())
            .exec_without_returning(self.store.relaxed())
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use domain::notifications::{Attachment, Template};
    use sea_orm::{ConnectOptions, ConnectionTrait, Database, Schema};

    use super::*;

    #[tokio::test]
    async fn a_mail_arrives_once_however_often_it_is_sent() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        // Each connection would have a database of its own.
        options.max_connections(1);
        let database = Database::connect(options).await.unwrap();
        let table = Schema::new(database.get_database_backend()).create_table_from_entity(mail::Entity);
        database.execute(&table).await.unwrap();
        let store = Store::new(database.clone(), database.clone(), database.clone());
        let mailer = MailboxMailer::new(store, "Penden <shop@example.org>");

        let attachment = Attachment {
            filename: "2026-000001.pdf".into(),
            content_type: "application/pdf".into(),
            storage_key: "invoices/2026/2026-000001.pdf".into(),
        };
        let first = Mail {
            message_id: "job-1@shop.example.org".into(),
            template: Template::InvoiceIssued,
            order_id: Some(Uuid::now_v7()),
            recipient: "ada@example.org".into(),
            subject: "Invoice".into(),
            text: "text".into(),
            html: "<p>html</p>".into(),
            attachments: vec![attachment],
        };
        mailer.send(&first).await.unwrap();
        mailer.send(&first).await.unwrap();
        mailer.send(&Mail { message_id: "job-2@shop.example.org".into(), ..first.clone() }).await.unwrap();

        let rows = mail::Entity::find().all(&database).await.unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].template, "invoice_issued");
        assert_eq!(rows[0].sender, "Penden <shop@example.org>");
        assert_eq!(rows[0].attachments[0]["storage_key"], "invoices/2026/2026-000001.pdf");
    }
}
