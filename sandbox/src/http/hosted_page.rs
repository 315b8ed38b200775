//! The page where a shopper consents to a payment or declines it. Whoever has the address may answer: it is as
//! hard to guess as the payment's id, and leads nowhere but to the merchant's `return_url`.

use std::sync::Arc;

use poem::{
    IntoResponse, Response, handler,
    http::StatusCode,
    web::{Data, Form, Path, Redirect},
};
use serde::Deserialize;

use super::page::{escape, page};
use crate::{
    World,
    changes::{Consent, SettlePayment},
    error::Error,
    payment::{Payment, Status},
};

#[derive(Deserialize)]
struct Answer {
    decision: String,
}

#[handler]
pub(super) async fn show(Data(world): Data<&Arc<World>>, Path(id): Path<String>) -> Result<Response, Error> {
    let payment = Payment::find(world.store.read(), &id).await?;
    let main = match &payment.action_url {
        Some(url) if payment.status == Status::RequiresAction => question(&payment, url),
        _ => outcome(&payment),
    };
    Ok(page("Confirm your payment", &main))
}

#[handler]
pub(super) async fn settle(
    Data(world): Data<&Arc<World>>,
    Path(id): Path<String>,
    Form(answer): Form<Answer>,
) -> Result<Response, Error> {
    let consent = match answer.decision.as_str() {
        "approve" => Consent::Given,
        "decline" => Consent::Refused,
        _ => {
            let message = "decision must be approve or decline";
            return Err(Error::refused(StatusCode::BAD_REQUEST, "invalid_decision", message));
        }
    };
    let payment = world.store.write(SettlePayment { payment_id: id, consent }).await?;
    let next =
        payment.return_url.unwrap_or_else(|| format!("{}/pay/{}", world.config.public_url, payment.id));
    Ok(Redirect::see_other(next).into_response())
}

fn question(payment: &Payment, action_url: &str) -> String {
    format!(
        "<main class=\"narrow\">\n<h1>Confirm your payment</h1>\n<p class=\"amount\">{}</p>\n\
         <p class=\"muted\">Reference {}</p>\n\
         <form method=\"post\" action=\"{}\">\n\
         <button class=\"primary\" name=\"decision\" value=\"approve\">Approve</button>\n\
         <button name=\"decision\" value=\"decline\">Decline</button>\n</form>\n</main>",
        escape(&amount(payment)),
        escape(&payment.reference),
        escape(action_url),
    )
}

fn outcome(payment: &Payment) -> String {
    let (title, text) = match payment.status {
        Status::Declined => ("Payment declined", "Nothing was charged."),
        Status::Voided => ("Payment cancelled", "Nothing was charged."),
        _ => ("Payment approved", "Thank you."),
    };
    let rest = match &payment.return_url {
        Some(url) => format!("<p><a href=\"{}\">Back to the shop</a></p>", escape(url)),
        None => "<p>You may close this page.</p>".to_owned(),
    };
    let amount = escape(&amount(payment));
    format!(
        "<main class=\"narrow\">\n<h1>{title}</h1>\n<p class=\"amount\">{amount}</p>\n<p>{text}</p>\n{rest}\n</main>"
    )
}

/// The amount as people write it, with the number of decimals ISO 4217 gives the currency.
fn amount(payment: &Payment) -> String {
    let decimals = match payment.currency.as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    };
    let unit = 10_i64.pow(decimals);
    let (whole, part) = (payment.amount_minor / unit, payment.amount_minor % unit);
    match decimals {
        0 => format!("{whole} {}", payment.currency),
        width => format!("{whole}.{part:0width$} {}", payment.currency, width = width as usize),
    }
}
