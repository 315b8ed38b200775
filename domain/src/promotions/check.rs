//! The rules that terms keep. All that is wrong is told at once.

use entity::states::PromotionKind;
use entity::{category, product};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::terms::{Terms, normalize_code};
use crate::error::{Error, FieldError, Result};
use crate::money::MAX_MINOR;

const NAME: usize = 100;
/// Products or categories of one promotion.
const IDS: usize = 500;
const UNITS: i32 = 100;
const USES: i64 = 1_000_000_000;
const PRIORITY: i32 = 1_000;

#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn unless(&mut self, is_right: bool, field: &'static str, message: impl Into<String>) {
        if !is_right {
            self.0.push(FieldError { field: field.into(), message: message.into() });
        }
    }

    fn within(&mut self, field: &'static str, value: i64, least: i64, most: i64) {
        let message = format!("must be between {least} and {most}");
        self.unless((least..=most).contains(&value), field, message);
    }

    /// A field that some kinds need and the others must not have.
    fn of_kind(&mut self, field: &'static str, value: Option<i64>, is_needed: bool, least: i64, most: i64) {
        match value {
            Some(value) if is_needed => self.within(field, value, least, most),
            Some(_) => self.unless(false, field, "does not belong to this kind of promotion"),
            None => self.unless(!is_needed, field, "is needed for this kind of promotion"),
        }
    }
}

/// # Errors
/// `Invalid` with all that is wrong.
pub(super) async fn check(db: &impl ConnectionTrait, terms: &Terms) -> Result<()> {
    let mut wrong = Wrong::default();
    texts(&mut wrong, terms);
    numbers(&mut wrong, terms);
    let has_all_products = terms.product_ids.len() > IDS || {
        let found = product::Entity::find()
            .select_only()
            .column(product::Column::Id)
            .filter(product::Column::Id.is_in(terms.product_ids.iter().copied()));
        terms.product_ids.is_empty() || all_there(&terms.product_ids, found.into_tuple().all(db).await?)
    };
    wrong.unless(has_all_products, "product_ids", "names a product that there is not");
    let has_all_categories = terms.category_ids.len() > IDS || {
        let found = category::Entity::find()
            .select_only()
            .column(category::Column::Id)
            .filter(category::Column::Id.is_in(terms.category_ids.iter().copied()));
        terms.category_ids.is_empty() || all_there(&terms.category_ids, found.into_tuple().all(db).await?)
    };
    wrong.unless(has_all_categories, "category_ids", "names a category that there is not");
    if wrong.0.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong.0)) }
}

fn all_there(wanted: &[Uuid], found: Vec<Uuid>) -> bool {
    wanted.iter().all(|id| found.contains(id))
}

fn texts(wrong: &mut Wrong, terms: &Terms) {
    let name = terms.name.trim();
    let is_name = (1..=NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    wrong.unless(is_name, "name", format!("must have 1 to {NAME} characters in one line"));
    let code = terms.code.as_deref().map(normalize_code);
    let is_code = code.is_none_or(|code| {
        (3..=40).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    });
    wrong.unless(is_code, "code", "must have 3 to 40 letters, digits, hyphens and underscores");
    for (field, ids) in [("product_ids", &terms.product_ids), ("category_ids", &terms.category_ids)] {
        wrong.unless(ids.len() <= IDS, field, format!("must have at most {IDS}"));
    }
}

fn numbers(wrong: &mut Wrong, terms: &Terms) {
    let kind = terms.kind;
    let is_bought = kind == PromotionKind::BuyXGetY;
    let percent = terms.percent_bp.map(i64::from).or(is_bought.then_some(10_000));
    let has_percent = is_bought || kind == PromotionKind::Percentage;
    wrong.of_kind("percent_bp", percent, has_percent, 1, 10_000);
    wrong.of_kind("amount_minor", terms.amount_minor, kind == PromotionKind::Amount, 1, MAX_MINOR);
    for (field, units) in [("buy_quantity", terms.buy_quantity), ("get_quantity", terms.get_quantity)] {
        wrong.of_kind(field, units.map(i64::from), is_bought, 1, UNITS.into());
    }
    wrong.within("min_subtotal_minor", terms.min_subtotal_minor, 0, MAX_MINOR);
    for (field, uses) in
        [("max_uses", terms.max_uses), ("max_uses_per_customer", terms.max_uses_per_customer)]
    {
        if let Some(uses) = uses {
            wrong.within(field, uses, 1, USES);
        }
    }
    wrong.within("priority", terms.priority.into(), (-PRIORITY).into(), PRIORITY.into());
    if let (Some(start), Some(end)) = (terms.starts_at, terms.ends_at) {
        wrong.unless(start < end, "ends_at", "must be after starts_at");
    }
}
