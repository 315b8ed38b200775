//! Putting mails together: whom they go to, and the data that their templates show.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::subjects::Subjects;
use super::wording::{self, OwnWording};
use super::{Attachment, Mail, Template, Typeset, Typesetter, Wording};
use crate::carts::CartView;
use crate::error::{Error, Result};
use crate::settings::ShopSettings;

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    pub template: Template,
    /// A user, a request to prove an address, an export of their data, an order, a payment, a refund, a parcel, a return or
    /// a webhook endpoint, as the template has it.
    pub subject_id: Uuid,
    /// Makes the message id, so that a repeated job repeats the mail under the same one.
    pub deed: Uuid,
}

/// A mail, and whether it says what the shop wanted it to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub mail: Mail,
    /// The shop's own words could not be used: the mail is in the shipped ones.
    pub broken: Option<Broken>,
}

/// Words that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Of the row that has them.
    pub version: i64,
    pub why: String,
}

/// The mails of these occasions, in their order. However many they are, the database is asked the same few times.
///
/// # Errors
/// Of the whole when the database cannot be read; of one mail, `NotFound` when its subject is missing.
pub async fn compose(
    db: &impl ConnectionTrait,
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    occasions: &[Occasion],
) -> Result<Vec<Result<Composed>>> {
    let subjects = Subjects::read(db, occasions).await?;
    let own = wording::of(db, occasions).await?;
    let one =
        |occasion: &Occasion| one(&subjects, typesetter, settings, occasion, own.get(&occasion.template));
    Ok(occasions.iter().map(one).collect())
}

/// What a mail of that kind says with made-up data: in these words, or the shipped ones.
///
/// # Errors
/// `Invalid` with all that is wrong with the words.
pub fn preview(
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    template: Template,
    wording: Option<&Wording>,
) -> Result<Typeset> {
    let mut data = wording::sample(template);
    data["shop"] = shown_shop(settings);
    match wording {
        None => typesetter.typeset(template, &data),
        Some(wording) => {
            wording::check(typesetter, template, wording)?;
            typesetter.typeset_as(wording, &data)
        }
    }
}

/// The mail in the shop's own words of some version, and in the shipped ones if those cannot be used: it is sent, whatever
/// they say.
pub(super) fn words(
    typesetter: &dyn Typesetter,
    own: Option<(&Wording, i64)>,
    template: Template,
    data: &Value,
) -> Result<(Typeset, Option<Broken>)> {
    let Some((wording, version)) = own else { return Ok((typesetter.typeset(template, data)?, None)) };
    match typesetter.typeset_as(wording, data) {
        Ok(typeset) => Ok((typeset, None)),
        Err(error) => {
            let why = match error {
                Error::Invalid(wrong) => {
                    let wrong = wrong.iter().map(|one| format!("{}: {}", one.field, one.message));
                    wrong.collect::<Vec<_>>().join("; ")
                }
                error => error.chain(),
            };
            Ok((typesetter.typeset(template, data)?, Some(Broken { version, why })))
        }
    }
}

/// The shop, as every mail shows it.
pub(super) fn shown_shop(settings: &ShopSettings) -> Value {
    let logo = settings.logo.as_ref().map(|logo| {
        json!({ "url": settings.public_address(&logo.storage_key), "width": logo.width, "height": logo.height })
    });
    json!({
        "name": settings.name,
        "website": settings.seller.website,
        "email": settings.seller.email,
        "logo": logo,
    })
}

fn one(
    subjects: &Subjects,
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    occasion: &Occasion,
    own: Option<&OwnWording>,
) -> Result<Composed> {
    let Occasion { template, subject_id, deed } = *occasion;
    let mut mail = Mail {
        message_id: message_id(template, deed, settings),
        template,
        order_id: None,
        sender: settings.sender.clone(),
        recipient: String::new(),
        subject: String::new(),
        text: String::new(),
        html: String::new(),
        attachments: Vec::new(),
    };
    let mut data = json!({ "shop": shown_shop(settings) });
    match template {
        Template::Welcome => {
            let user = subjects.users.get(&subject_id).ok_or(Error::NotFound { what: "user" })?;
            data["customer"] = json!({ "name": user.name });
            if let Some(proof) = subjects.confirmations.get(&subject_id).filter(|one| one.email == user.email)
            {
                data["proof"] = subjects.show_proof(proof, settings)?;
            }
            mail.recipient.clone_from(&user.email);
        }
        Template::ConfirmEmail
        | Template::EmailChanging
        | Template::EmailChanged
        | Template::ResetPassword => {
            let proof = subjects.proofs.get(&subject_id).ok_or(Error::NotFound { what: "request" })?;
            let user = subjects.user_of(proof).ok_or(Error::NotFound { what: "user" })?;
            data["customer"] = json!({ "name": user.name });
            if template == Template::EmailChanging {
                data["proof"] = json!({ "email": proof.email });
                mail.recipient.clone_from(&user.email);
            } else if template == Template::EmailChanged {
                data["proof"] = json!({ "email": proof.email });
                let former = proof.former_email.as_ref();
                mail.recipient.clone_from(former.ok_or(Error::NotFound { what: "former address" })?);
            } else {
                data["proof"] = subjects.show_proof(proof, settings)?;
                mail.recipient.clone_from(&proof.email);
            }
        }
        Template::DataReady => {
            let (export, user) =
                subjects.exports.get(&subject_id).ok_or(Error::NotFound { what: "export" })?;
            data["customer"] = json!({ "name": user.name });
            data["export"] = json!({ "url": own_data_url(settings), "until": export.expires_at });
            mail.recipient.clone_from(&user.email);
        }
        Template::RefundSucceeded => {
            let refund = subjects.refunds.get(&subject_id).ok_or(Error::NotFound { what: "refund" })?;
            data["refund"] = json!({ "amount_minor": refund.amount_minor, "reason": refund.reason });
            subjects.about_order(&mut mail, &mut data, refund.order_id, settings)?;
            data["credit_note"] = subjects.attach_credit_note(&mut mail, subject_id);
        }
        Template::InvoiceIssued => {
            subjects.about_order(&mut mail, &mut data, subject_id, settings)?;
            let invoice = subjects.invoices.get(&subject_id).ok_or(Error::NotFound { what: "invoice" })?;
            data["invoice"] = json!({ "number": invoice.number });
            mail.attachments.push(Attachment {
                filename: format!("{}.pdf", invoice.number),
                content_type: "application/pdf".to_owned(),
                storage_key: invoice.storage_key.clone(),
            });
            data["credit_note"] = subjects.attach_credit_note(&mut mail, subject_id);
        }
        Template::PaymentInstructions => {
            let payment = subjects.payments.get(&subject_id).ok_or(Error::NotFound { what: "payment" })?;
            subjects.about_order(&mut mail, &mut data, payment.order_id, settings)?;
            data["transfer"] = json!({
                "amount_minor": payment.amount_minor,
                "until": payment.expires_at,
                "account": payment.instructions,
            });
        }
        Template::ShipmentShipped | Template::ShipmentDelivered => {
            let parcel = subjects.parcels.get(&subject_id).ok_or(Error::NotFound { what: "shipment" })?;
            subjects.about_order(&mut mail, &mut data, parcel.shipment.order_id, settings)?;
            data["shipment"] = subjects.show_parcel(parcel);
        }
        Template::ReturnRequested | Template::ReturnApproved | Template::ReturnRejected => {
            let found = subjects.returns.get(&subject_id).ok_or(Error::NotFound { what: "return" })?;
            subjects.about_order(&mut mail, &mut data, found.row.order_id, settings)?;
            data["return"] = subjects.show_return(found);
        }
        Template::PaymentFailed => {
            subjects.about_order(&mut mail, &mut data, subject_id, settings)?;
            data["payment"] = json!({ "failure_code": subjects.failures.get(&subject_id) });
        }
        Template::WebhookDisabled => {
            let endpoint = subjects.endpoints.get(&subject_id);
            let endpoint = endpoint.ok_or(Error::NotFound { what: "webhook endpoint" })?;
            data["customer"] = json!({ "name": "" });
            data["endpoint"] = json!({
                "url": endpoint.url,
                "description": endpoint.description,
                "reason": endpoint.disabled_reason,
                "failing_since": endpoint.failing_since,
                "failures": endpoint.failures,
            });
            mail.recipient.clone_from(&settings.seller.email);
        }
        Template::StockLow => {
            let (variant, product, level) =
                subjects.stock.get(&subject_id).ok_or(Error::NotFound { what: "variant" })?;
            data["customer"] = json!({ "name": "" });
            data["stock"] = json!({
                "product": product.name,
                "variant": variant.name,
                "sku": variant.sku,
                "available": level.on_hand - level.reserved,
                "low_at": level.low_at,
            });
            mail.recipient.clone_from(&settings.seller.email);
        }
        Template::AbandonedCart => {
            let (owner, cart) = subjects.carts.get(&subject_id).ok_or(Error::NotFound { what: "cart" })?;
            data["customer"] = json!({ "name": owner.name });
            data["cart"] = show_cart(cart);
            mail.recipient.clone_from(&owner.email);
        }
        Template::OrderReceived
        | Template::PaymentConfirmed
        | Template::OrderCancelled
        | Template::PaymentReminder
        | Template::ReviewRequest => {
            subjects.about_order(&mut mail, &mut data, subject_id, settings)?;
        }
    }
    let own = own.map(|own| (&own.wording, own.row.version));
    let (typeset, broken) = words(typesetter, own, template, &data)?;
    mail.subject = typeset.subject;
    mail.text = typeset.text;
    mail.html = typeset.html;
    Ok(Composed { mail, broken })
}

/// The page where customers fetch what is kept about them: beside the one that takes the tokens of mails.
fn own_data_url(settings: &ShopSettings) -> Option<String> {
    let page = settings.account_url.split(['?', '#']).next().unwrap_or_default();
    let page = page.replace("/{token}", "").replace("{token}", "");
    page.contains("{action}").then(|| page.replace("{action}", "my-data"))
}

/// What of a cart can be bought today.
fn show_cart(cart: &CartView) -> Value {
    let offered = cart.lines.iter().filter_map(|line| line.offer.as_ref().map(|offer| (line, offer)));
    let lines: Vec<Value> = offered
        .map(|(line, offer)| {
            json!({ "name": offer.name, "sku": offer.sku, "quantity": line.quantity, "total_minor": line.total_minor })
        })
        .collect();
    json!({ "currency": cart.cart.currency, "lines": lines, "items_minor": cart.items_minor })
}

/// The id under which that deed sends that mail, however often. Without angle brackets.
pub fn message_id(template: Template, deed: Uuid, settings: &ShopSettings) -> String {
    format!("{}.{}@{}", template.as_str(), deed.simple(), settings.mail_domain())
}
