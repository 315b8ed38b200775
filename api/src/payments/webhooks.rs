//! Webhooks of payment providers.

use std::sync::Arc;

use domain::payments;
use poem::web::Data;
use poem::{Request, http::StatusCode};
use poem_openapi::param::Path;
use poem_openapi::payload::Binary;
use poem_openapi::{ApiResponse, OpenApi};

use crate::edge::Context;
use crate::openapi::Tag;
use crate::problem::{Challenge, Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Webhooks(pub Shared);

#[derive(ApiResponse)]
pub enum Received {
    /// Stored; it is acted on in the background. Also for one that came before.
    #[oai(status = 202)]
    Accepted,
}

#[OpenApi(prefix_path = "/api/v1/webhooks", tag = "Tag::Payments")]
impl Webhooks {
    /// Receive a payment webhook
    ///
    /// For the payment provider. Signed by the provider's scheme; the sandbox follows Standard Webhooks
    /// (`webhook-id`, `webhook-timestamp`, `webhook-signature`), Stripe has `Stripe-Signature`.
    #[oai(path = "/payments/:provider", method = "post", operation_id = "receivePaymentWebhook")]
    async fn receive(
        &self,
        request: &Request,
        _context: Data<&Arc<Context>>,
        /// The name of the provider.
        #[oai(validator(max_length = 40))]
        provider: Path<String>,
        body: Binary<Vec<u8>>,
    ) -> Result<Received> {
        let Ok(adapter) = self.0.services.provider(&provider.0) else {
            return Err(Failure::not_found("payment provider"));
        };
        let body = String::from_utf8(body.0).ok().filter(|body| !body.contains('\0')).ok_or_else(|| {
            Failure::new(StatusCode::BAD_REQUEST, "malformed_body", "the body is not text in UTF-8")
        })?;
        let header =
            |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let unsigned = |error: domain::Error| Failure::from(error).challenged(Challenge::Signature);
        let event_id = adapter.verify_webhook(&header, &body).map_err(unsigned)?;
        // What cannot be read now is stored all the same, and its job says what is wrong.
        let subject = adapter.read_webhook(&body).ok().and_then(|notice| notice.subject_id());
        let tickets =
            payments::receive_webhook(self.0.store(), adapter.name(), &event_id, &body, subject).await?;
        self.0.services.push(&tickets).await;
        Ok(Received::Accepted)
    }
}
