//! Sending a mail to oneself, with made-up data, to see how it looks where it is read.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::sample;
use crate::accounts;
use crate::audit::{self, Action};
use crate::error::Result;
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::notifications::compose::{Composed, shown_shop, words};
use crate::notifications::{Mail, Template, Typesetter};
use crate::settings::ShopSettings;
use crate::store::Txn;

/// Enqueues the mail, to the address of that user. Returns the job and the tickets to push.
pub async fn send_test(txn: &Txn, template: Template, user_id: Uuid) -> Result<(Uuid, Vec<Ticket>)> {
    let job = NewJob::new(Job::SendTestMail { template, user_id });
    let id = job.id;
    let tickets = jobs::enqueue_all(txn, vec![job]).await?;
    let said = json!({ "template": template.as_str(), "job_id": id });
    audit::did(txn, Action::MailTemplateTest, template.as_str(), None, Some(said)).await?;
    Ok((id, tickets))
}

/// The mail with made-up data, in the words of this moment.
///
/// # Errors
/// `NotFound` for the user.
pub async fn compose_test(
    db: &impl ConnectionTrait,
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    (template, user_id, deed): (Template, Uuid, Uuid),
) -> Result<Composed> {
    let user = accounts::profile(db, user_id).await?;
    let (row, wording) = super::find(db, template).await?;
    let own = wording.as_ref().zip(row.as_ref().map(|row| row.version));
    let mut data = sample(template);
    data["shop"] = shown_shop(settings);
    let (typeset, broken) = words(typesetter, own, template, &data)?;
    let mail = Mail {
        message_id: format!("test-{}.{}@{}", template.as_str(), deed.simple(), settings.mail_domain()),
        template,
        order_id: None,
        sender: settings.sender.clone(),
        recipient: user.email,
        subject: format!("[Test] {}", typeset.subject),
        text: typeset.text,
        html: typeset.html,
        attachments: Vec::new(),
    };
    Ok(Composed { mail, broken })
}
