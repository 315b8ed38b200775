//! Giving a kind of mail the shop's own words, and taking them away again.

use entity::mail_template;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Wording;
use super::find::row;
use crate::audit::{self, Action, Facts};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::notifications::{Template, Typesetter};
use crate::revisions::{self, Subject};
use crate::store::Txn;

/// Characters that a body may have, and a text.
const LONGEST_BODY: usize = 60_000;
const LONGEST_SUBJECT: usize = 500;

/// Keeps the words: mails that are composed from now on say them. `seen` is the version that the caller has seen.
///
/// # Errors
/// `Invalid` (`subject`, `body`, `text`) with all that is wrong; Conflict `changed_meanwhile`.
pub async fn save(
    txn: &Txn,
    typesetter: &dyn Typesetter,
    template: Template,
    wording: Wording,
    seen: Option<i64>,
) -> Result<mail_template::Model> {
    check(typesetter, template, &wording)?;
    let before = begin(txn, template, seen).await?;
    let mut change = before.clone().into_active_model();
    change.subject = Set(Some(wording.subject));
    change.body = Set(Some(wording.body));
    change.text = Set(wording.text);
    keep(txn, template, Action::MailTemplateUpdate, &before, change).await
}

/// Goes back to the words that come with the program. Nothing to do is no error.
///
/// # Errors
/// Conflict `changed_meanwhile`.
pub async fn reset(txn: &Txn, template: Template, seen: Option<i64>) -> Result<mail_template::Model> {
    let before = begin(txn, template, seen).await?;
    let mut change = before.clone().into_active_model();
    change.subject = Set(None);
    change.body = Set(None);
    change.text = Set(None);
    keep(txn, template, Action::MailTemplateReset, &before, change).await
}

/// # Errors
/// `Invalid` with all that is wrong.
pub(in crate::notifications) fn check(
    typesetter: &dyn Typesetter,
    template: Template,
    wording: &Wording,
) -> Result<()> {
    let mut wrong = Vec::new();
    for (field, text, longest) in [
        ("subject", Some(&wording.subject), LONGEST_SUBJECT),
        ("body", Some(&wording.body), LONGEST_BODY),
        ("text", wording.text.as_ref(), LONGEST_BODY),
    ] {
        let Some(text) = text else { continue };
        if text.trim().is_empty() || text.chars().count() > longest {
            let message = format!("must be 1 to {longest} characters");
            wrong.push(crate::FieldError { field: field.into(), message });
        }
    }
    if wrong.is_empty() {
        wrong = typesetter.check(template, wording);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// The row, made if there is none. Others who change the same wait until this transaction ends.
async fn begin(txn: &Txn, template: Template, seen: Option<i64>) -> Result<mail_template::Model> {
    revisions::begin(txn, Subject::Settings).await?;
    let row = match row(txn, template).await? {
        Some(row) => row,
        None => first(txn, template).await?,
    };
    if seen.is_some_and(|seen| seen != row.version) {
        let detail = "somebody changed this mail meanwhile; look at it again";
        return Err(Error::conflict("changed_meanwhile", detail));
    }
    Ok(row)
}

async fn first(txn: &Txn, template: Template) -> Result<mail_template::Model> {
    let row = mail_template::Model {
        id: Uuid::now_v7(),
        kind: template.as_str().to_owned(),
        subject: None,
        body: None,
        text: None,
        version: 0,
        updated_at: now(),
        failure: None,
        failed_at: None,
    };
    Ok(row.into_active_model().reset_all().insert(txn).await?)
}

async fn keep(
    txn: &Txn,
    template: Template,
    action: Action,
    before: &mail_template::Model,
    mut change: mail_template::ActiveModel,
) -> Result<mail_template::Model> {
    change.version = Set(before.version + 1);
    change.updated_at = Set(now());
    change.failure = Set(None);
    change.failed_at = Set(None);
    let after = change.update(txn).await?;
    audit::changed(txn, action, before, &after).await?;
    let event = Event::MailTemplateChanged { template_id: after.id, template: template.as_str().to_owned() };
    events::record(txn, &event, after.version).await?;
    Ok(after)
}

impl Facts for mail_template::Model {
    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Value {
        json!({ "kind": self.kind, "subject": self.subject, "body": self.body, "text": self.text })
    }
}
