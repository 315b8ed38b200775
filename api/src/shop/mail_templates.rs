//! What mails say: looking at it, changing it, seeing how it looks, and sending it to oneself.

use domain::idempotency::{self, Request as Once};
use domain::notifications::{self, Template, Wording, wording};
use domain::{Error, Result as DomainResult, Txn};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::mail_schema::*;
use crate::auth::{Require, SettingsRead, SettingsWrite};
use crate::openapi::Tag;
use crate::orders::QueuedMail;
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct MailTemplates(pub Shared);

#[derive(ApiResponse)]
pub enum TestMail {
    /// A job sends it.
    #[oai(status = 202)]
    Accepted(
        Json<QueuedMail>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/mail-templates", tag = "Tag::Shop")]
impl MailTemplates {
    /// List the kinds of mail
    ///
    /// All of them: what each is about, and whether it says something of the shop's own. Needs the permission
    /// `settings_read`.
    #[oai(path = "/", method = "get", operation_id = "listMailTemplates")]
    async fn list(&self, _staff: Require<SettingsRead>) -> Result<Json<MailTemplateList>> {
        let mut rows = wording::list(self.0.store().read()).await?;
        let typesetter = self.0.services.typesetter.as_ref();
        let items = Template::ALL.iter().map(|template| {
            let row = rows.remove(template.as_str());
            MailTemplateSummary::new(*template, row, typesetter.shipped(*template).subject)
        });
        Ok(Json(MailTemplateList { items: items.collect() }))
    }

    /// See what a kind of mail says
    ///
    /// With the words that it comes with, and everything that can be put into it. Needs the permission `settings_read`.
    #[oai(path = "/:kind", method = "get", operation_id = "getMailTemplate")]
    async fn get(
        &self,
        _staff: Require<SettingsRead>,
        /// The kind of mail, such as `order_received`.
        kind: Path<String>,
    ) -> Result<Json<MailTemplate>> {
        self.view(named(&kind.0)?).await
    }

    /// Change what a kind of mail says
    ///
    /// The subject is Jinja; the body is Jinja that makes MJML, and may extend `layout.mjml.jinja` and include
    /// `order.mjml.jinja`; a text that is left out is made of the body. All of it is tried on made-up data first. What mails are
    /// given is always escaped. Mails that are composed from now on say it; should it fail on real data, they go out in the
    /// shipped words, and `failure` says why. Needs the permission `settings_write`.
    #[oai(path = "/:kind", method = "put", operation_id = "replaceMailTemplate")]
    async fn replace(
        &self,
        _staff: Require<SettingsWrite>,
        /// The kind of mail.
        kind: Path<String>,
        body: ValidJson<MailTemplateRequest>,
    ) -> Result<Json<MailTemplate>> {
        let template = named(&kind.0)?;
        let seen = body.0.version;
        let words: Wording = body.0.into();
        let typesetter = self.0.services.typesetter.as_ref();
        let save = async |txn: &Txn| wording::save(txn, typesetter, template, words, seen).await;
        self.0.store().write(save).await?;
        self.view(template).await
    }

    /// Go back to what a kind of mail says as shipped
    ///
    /// Needs the permission `settings_write`.
    #[oai(path = "/:kind", method = "delete", operation_id = "resetMailTemplate")]
    async fn reset(
        &self,
        _staff: Require<SettingsWrite>,
        /// The kind of mail.
        kind: Path<String>,
        /// The version that the caller has seen; another one in the meantime is a conflict.
        version: Query<Option<i64>>,
    ) -> Result<Json<MailTemplate>> {
        let template = named(&kind.0)?;
        self.0.store().write(async |txn| wording::reset(txn, template, version.0).await).await?;
        self.view(template).await
    }

    /// See how a mail looks
    ///
    /// With made-up data and this shop's name and logo: in the words given, or without any in those of now. Changes nothing.
    /// Needs the permission `settings_read`.
    #[oai(path = "/:kind/preview", method = "post", operation_id = "previewMailTemplate")]
    async fn preview(
        &self,
        _staff: Require<SettingsRead>,
        /// The kind of mail.
        kind: Path<String>,
        body: ValidJson<MailPreviewRequest>,
    ) -> Result<Json<MailPreview>> {
        let template = named(&kind.0)?;
        let words = match body.0.wording()? {
            Some(words) => Some(words),
            None => wording::find(self.0.store().read(), template).await?.1,
        };
        let services = &self.0.services;
        let shop = services.shop();
        let seen = notifications::preview(services.typesetter.as_ref(), &shop, template, words.as_ref())?;
        Ok(Json(MailPreview { subject: seen.subject, html: seen.html, text: seen.text }))
    }

    /// Send a mail to oneself
    ///
    /// With made-up data, to the address of the account that asks: a job sends it, in the words that are kept. Needs the
    /// permission `settings_write`, and an account: a key of a machine has no address.
    #[oai(path = "/:kind/test", method = "post", operation_id = "sendTestMail")]
    async fn test(
        &self,
        staff: Require<SettingsWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The kind of mail.
        kind: Path<String>,
    ) -> Result<TestMail> {
        let template = named(&kind.0)?;
        let user_id = address_owner(&staff.customer)?;
        let scope = format!("mail_templates.test {user_id}");
        let once = Once::new(scope, idempotency_key.0, template.as_str().as_bytes());
        let mut tickets = Vec::new();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let (job_id, enqueued) = wording::send_test(txn, template, user_id).await?;
            tickets = enqueued;
            Ok(QueuedMail { job_id })
        })
        .await?;
        self.0.services.push(&tickets).await;
        Ok(TestMail::Accepted(Json(answer.value), answer.replayed))
    }
}

impl MailTemplates {
    async fn view(&self, template: Template) -> Result<Json<MailTemplate>> {
        let (row, words) = wording::find(self.0.store().writer(), template).await?;
        let shipped = self.0.services.typesetter.shipped(template);
        Ok(Json(MailTemplate::new(template, row, words, shipped)))
    }
}

fn named(kind: &str) -> DomainResult<Template> {
    Template::named(kind).ok_or(Error::NotFound { what: "kind of mail" })
}

fn address_owner(customer: &crate::auth::Customer) -> DomainResult<Uuid> {
    use domain::audit::Actor;
    match customer.actor() {
        Actor::User(id) => Ok(id),
        _ => Err(Error::refused("no_address", "a key of a machine has no address; ask as a person")),
    }
}
