//! Mails.

use domain::Result;
use domain::jobs::Claimed;
use domain::notifications::{Occasion, Template};
use uuid::Uuid;

use super::Done;
use crate::batches::broken_off;
use crate::context::Context;

/// Composes the mail anew from what is true now and sends it. Running again sends it under the same message id.
pub async fn send_mail(
    context: &Context,
    claimed: &Claimed,
    template: Template,
    subject_id: Uuid,
) -> Result<Done> {
    let composed = context.mails.ask(Occasion { template, subject_id, deed: claimed.deed() }).await;
    let mail = composed.unwrap_or_else(|| Err(broken_off()))?;
    context.services.mailer.send(&mail).await?;
    Ok(Done::Harmless)
}
