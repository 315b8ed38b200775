//! What a file is about: its brands, and which of its attributes are worth filtering by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::states::AttributeKind;
use entity::{attribute, brand};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::key;
use super::line::{Given, Line};
use super::rows::{Attribute, Defined};
use crate::catalog::attributes::{self, AttributeChange, NewAttribute, NewChoice};
use crate::catalog::brands::{self, NewBrand};
use crate::catalog::{limits, slug};
use crate::error::Result;
use crate::store::{Store, Txn};

/// Values of an attribute that are counted; one with more is text for people.
const DISTINCT: usize = 5_000;
/// The share of its products that the choices of an attribute have to cover.
const COVERED: f64 = 0.9;
/// Products that have an attribute that is worth filtering by, at least.
const WORTHWHILE: u64 = 2;
/// Attributes or brands that are defined in one transaction.
const AT_ONCE: usize = 50;

#[derive(Default)]
pub(super) struct Shape {
    /// By slug: the name as it stood there first.
    brands: BTreeMap<String, String>,
    /// By key.
    attributes: HashMap<String, Counted>,
}

#[derive(Default)]
struct Counted {
    products: u64,
    texts: BTreeMap<String, u64>,
    has_too_many: bool,
}

impl Shape {
    pub fn note(&mut self, line: &Line) {
        if !line.brand.is_empty() {
            let name = brand_name(&line.brand);
            self.brands.entry(slug::slugify(&name)).or_insert(name);
        }
        for (key, given) in &line.attributes {
            let seen = self.attributes.entry(key.clone()).or_default();
            seen.products += 1;
            if let Given::Text(text) = given {
                if seen.texts.len() < DISTINCT || seen.texts.contains_key(text) {
                    *seen.texts.entry(text.clone()).or_default() += 1;
                } else {
                    seen.has_too_many = true;
                }
            }
        }
    }

    /// Makes brands and attributes that are missing.
    ///
    /// # Errors
    /// Of the database.
    pub async fn define(self, store: &Store) -> Result<Defined> {
        let names: Vec<(String, String)> = self.brands.into_iter().collect();
        for some in names.chunks(AT_ONCE) {
            store.write(async |txn| define_brands(txn, some).await).await?;
        }
        let mut wanted: Vec<(String, Counted)> =
            self.attributes.into_iter().filter(|(_, seen)| seen.products >= WORTHWHILE).collect();
        wanted.sort_by(|(a, few), (b, many)| many.products.cmp(&few.products).then_with(|| a.cmp(b)));
        let wanted: Vec<(String, u64, Vec<String>)> = wanted
            .into_iter()
            .filter_map(|(key, seen)| {
                let labels = labels(&key, &seen)?;
                Some((key, seen.products, labels))
            })
            .collect();
        let mut attributes = HashMap::new();
        let mut taken = BTreeSet::new();
        for some in wanted.chunks(AT_ONCE) {
            let defined = store
                .write(async |txn| {
                    let mut defined = Vec::new();
                    for (key, products, labels) in some {
                        let found = define(txn, key, labels, &mut taken).await?;
                        defined.extend(found.map(|(code, choices)| {
                            (key.clone(), Attribute { code, choices, products: *products })
                        }));
                    }
                    Ok(defined)
                })
                .await?;
            attributes.extend(defined);
        }
        Ok(Defined { attributes })
    }
}

pub(super) fn brand_name(text: &str) -> String {
    text.chars().take(limits::CATEGORY_NAME).collect::<String>().trim().to_owned()
}

async fn define_brands(txn: &Txn, names: &[(String, String)]) -> Result<()> {
    let slugs = names.iter().map(|(slug, _)| slug.as_str());
    let known = brand::Entity::find().filter(brand::Column::Slug.is_in(slugs)).all(txn).await?;
    for (slug, name) in names {
        if !known.iter().any(|brand| brand.slug == *slug) {
            let new = NewBrand { slug: Some(slug.clone()), name: name.clone(), ..NewBrand::default() };
            brands::create(txn, new).await?;
        }
    }
    Ok(())
}

/// The choices of a text, most frequent first; nothing if it is not worth filtering by.
fn labels(key: &str, seen: &Counted) -> Option<Vec<String>> {
    let (kind, _) = key::parse(key)?;
    if kind != AttributeKind::Choice {
        return Some(Vec::new());
    }
    let mut texts: Vec<(&String, u64)> = seen
        .texts
        .iter()
        .filter(|(text, _)| text.chars().count() <= limits::VARIANT_NAME)
        .map(|(text, count)| (text, *count))
        .collect();
    texts.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    texts.truncate(limits::CHOICES);
    let covered: u64 = texts.iter().map(|(_, count)| count).sum();
    let is_shared = texts.first().is_some_and(|(_, count)| *count >= WORTHWHILE);
    let is_worthwhile = is_shared && !seen.has_too_many && covered as f64 >= seen.products as f64 * COVERED;
    is_worthwhile.then(|| texts.into_iter().map(|(text, _)| text.clone()).collect())
}

/// The attribute of that key with these choices, as far as the shop takes more of either.
async fn define(
    txn: &Txn,
    key: &str,
    labels: &[String],
    taken: &mut BTreeSet<String>,
) -> Result<Option<(String, HashMap<String, String>)>> {
    let Some((kind, _)) = key::parse(key) else { return Ok(None) };
    for code in key::codes(key) {
        if taken.contains(&code) {
            continue;
        }
        let known = attributes::by_codes(txn, [code.clone()]).await?.pop();
        if known.as_ref().is_some_and(|known| known.row.kind != kind) {
            continue;
        }
        let mut choices: Vec<NewChoice> = Vec::new();
        let known_choices = known.iter().flat_map(|known| &known.choices);
        choices
            .extend(known_choices.map(|one| NewChoice { code: one.code.clone(), label: one.label.clone() }));
        let before = choices.len();
        for label in labels {
            if choices.len() < limits::CHOICES && !choices.iter().any(|one| one.label == *label) {
                let code = key::choice(label, |code| choices.iter().any(|one| one.code == code));
                choices.push(NewChoice { code, label: label.clone() });
            }
        }
        let by_label = choices.iter().map(|one| (one.label.clone(), one.code.clone())).collect();
        match known {
            Some(known) if choices.len() > before => {
                let change = AttributeChange { choices: Some(choices), ..AttributeChange::default() };
                attributes::update(txn, known.row.id, change).await?;
            }
            Some(_) => {}
            None => {
                if attribute::Entity::find().count(txn).await? >= limits::ATTRIBUTES as u64 {
                    return Ok(None);
                }
                let name = key::name(key);
                let (code, unit, filterable, position) = (code.clone(), None, true, 0);
                let new = NewAttribute { code, name, kind, unit, filterable, position, choices };
                attributes::create(txn, new).await?;
            }
        }
        taken.insert(code.clone());
        return Ok(Some((code, by_label)));
    }
    Ok(None)
}
