//! Mails.

use domain::Result;
use domain::jobs::Claimed;
use domain::notifications::{self, Template};
use platform::Services;
use uuid::Uuid;

use super::Done;

/// Composes the mail anew from what is true now and sends it. Running again sends it under the same message id.
pub async fn send_mail(
    services: &Services,
    claimed: &Claimed,
    template: Template,
    subject_id: Uuid,
) -> Result<Done> {
    let (db, shop) = (services.store.read(), &services.config.shop);
    let typesetter = services.typesetter.as_ref();
    let mail = notifications::compose(db, typesetter, shop, template, subject_id, claimed.deed()).await?;
    services.mailer.send(&mail).await?;
    Ok(Done::Harmless)
}
