//! Mails kept in the table `mails`, to be read in the console: for shops that are being tried out, and for tests.

use async_trait::async_trait;
use domain::entity::mail;
use domain::notifications::{Mail, Mailer};
use domain::{Result, Store, clock};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use crate::{Batcher, all_or_each, broken_off};

/// Mails that one insert takes in.
const BATCH: usize = 64;

#[derive(Clone)]
pub struct MailboxMailer {
    arriving: Batcher<mail::ActiveModel, Result<()>>,
}

impl MailboxMailer {
    /// Starts a task on the running runtime.
    pub fn new(store: Store) -> Self {
        let arriving = Batcher::start(BATCH, move |mails| keep(store.clone(), mails));
        Self { arriving }
    }
}

async fn keep(store: Store, mails: Vec<mail::ActiveModel>) -> Vec<Result<()>> {
    let store = &store;
    let keep = |mails: Vec<mail::ActiveModel>| async move {
        let outcomes = mails.iter().map(|_| Ok(())).collect();
        insert(store, mails).await?;
        Ok(outcomes)
    };
    all_or_each(mails, keep).await
}

async fn insert(store: &Store, mails: Vec<mail::ActiveModel>) -> Result<()> {
    mail::Entity::insert_many(mails)
        .on_conflict(OnConflict::column(mail::Column::MessageId).do_nothing().to_owned())
        .exec_without_returning(store.relaxed())
        .await?;
    Ok(())
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
            sender: Set(mail.sender.clone()),
            subject: Set(mail.subject.clone()),
            text: Set(mail.text.clone()),
            html: Set(mail.html.clone()),
            attachments: Set(serde_json::to_value(&mail.attachments)?),
            created_at: Set(clock::now()),
        };
        let kept = self.arriving.ask(row).await;
        kept.unwrap_or_else(|| Err(broken_off()))
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
        let mailer = MailboxMailer::new(store);

        let attachment = Attachment {
            filename: "2026-000001.pdf".into(),
            content_type: "application/pdf".into(),
            storage_key: "invoices/2026/2026-000001.pdf".into(),
        };
        let first = Mail {
            message_id: "job-1@shop.example.org".into(),
            template: Template::InvoiceIssued,
            order_id: Some(Uuid::now_v7()),
            sender: "Penden <shop@example.org>".into(),
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
