//! Asking a model for what was asked for. No transaction is open meanwhile.

use entity::draft;
use entity::states::{DraftKind, DraftState};
use sea_orm::EntityTrait;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{basis, corrupt, order_facts, product_facts, review_facts};
use crate::assistant::{Made, Models};
use crate::error::{Error, Result};
use crate::prompts::{
    self, Describe, Extract, ProductTask, Prompt, ReadingInput, Reply, ReplyTask, Seo, SummarizeReviews,
    SummaryTask, Translate, TranslationTask,
};
use crate::settings::ShopSettings;
use crate::store::Store;

/// Reviews with words, without which there is nothing to sum up.
const FEWEST_REVIEWS: usize = 3;

/// What came of asking.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Written {
        content: Value,
        basis: String,
        model: String,
        prompt: String,
    },
    /// Asking again as it is would end the same.
    Failed {
        code: String,
    },
}

/// `None` when nobody waits for it any more.
///
/// # Errors
/// `Unavailable` and `TooBusy` when no model answers; the database.
pub async fn compose(
    store: &Store,
    models: &Models,
    shop: &ShopSettings,
    id: Uuid,
) -> Result<Option<Outcome>> {
    let draft = draft::Entity::find_by_id(id).one(store.read()).await?;
    let Some(draft) = draft.filter(|draft| draft.state == DraftState::Asked) else { return Ok(None) };
    match written(store, models, shop, &draft).await {
        Ok(written) => Ok(Some(written)),
        Err(Error::Refused { code, .. }) => Ok(Some(Outcome::Failed { code: code.to_owned() })),
        Err(Error::NotFound { .. }) => Ok(Some(Outcome::Failed { code: "subject_gone".to_owned() })),
        Err(error) => Err(error),
    }
}

async fn written(
    store: &Store,
    models: &Models,
    shop: &ShopSettings,
    draft: &draft::Model,
) -> Result<Outcome> {
    let db = store.read();
    if draft.kind == DraftKind::Reply {
        let order = order_facts::read(db, draft.order_id.ok_or_else(|| corrupt(draft))?).await?;
        let basis = basis(&order)?;
        let (question, language) = (draft.wishes.clone().unwrap_or_default(), draft.language.clone());
        let task = ReplyTask { shop: shop.name.clone(), question, language, order };
        return outcome::<Reply>(prompts::ask::<Reply>(models, &task).await?, basis);
    }
    let product_id = draft.product_id.ok_or_else(|| corrupt(draft))?;
    if draft.kind == DraftKind::ReviewSummary {
        let said = review_facts::read(db, product_id).await?;
        if said.reviews.len() < FEWEST_REVIEWS {
            return Err(Error::refused("too_few_reviews", "there are too few reviews to sum up"));
        }
        let basis = basis(&said)?;
        let task = SummaryTask { said, language: draft.language.clone(), wishes: draft.wishes.clone() };
        let made = prompts::ask::<SummarizeReviews>(models, &task).await?;
        return outcome::<SummarizeReviews>(made, basis);
    }
    let (detail, product) = product_facts::read(db, product_id).await?;
    let basis = basis(&product)?;
    let (language, wishes) = (draft.language.clone(), draft.wishes.clone());
    match draft.kind {
        DraftKind::Description => {
            let task = ProductTask { product, language, wishes };
            outcome::<Describe>(prompts::ask::<Describe>(models, &task).await?, basis)
        }
        DraftKind::Seo => {
            let task = ProductTask { product, language, wishes };
            outcome::<Seo>(prompts::ask::<Seo>(models, &task).await?, basis)
        }
        DraftKind::Attributes => {
            let attributes = product_facts::missing(db, &detail).await?;
            if attributes.is_empty() {
                return Err(Error::refused("nothing_to_read", "the product has a value of every attribute"));
            }
            let input = ReadingInput { product, attributes };
            outcome::<Extract>(prompts::ask::<Extract>(models, &input).await?, basis)
        }
        DraftKind::Translation => {
            let language = language.ok_or_else(|| corrupt(draft))?;
            let task = TranslationTask { product, language, wishes };
            outcome::<Translate>(prompts::ask::<Translate>(models, &task).await?, basis)
        }
        DraftKind::Reply | DraftKind::ReviewSummary => Err(corrupt(draft)),
    }
}

fn outcome<P: Prompt>(made: Made<P::Output>, basis: String) -> Result<Outcome>
where
    P::Output: Serialize,
{
    let (content, prompt) = (serde_json::to_value(&made.value)?, prompts::reference::<P>());
    Ok(Outcome::Written { content, basis, model: made.model, prompt })
}
