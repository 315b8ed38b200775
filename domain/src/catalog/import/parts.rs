//! What rows say of brands, tags and attributes. All of it is read before the rows are taken, so that a row that names what
//! is not there is refused as a whole.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::states::AttributeKind;
use entity::{brand, product, product_option};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::draft::Draft;
use super::row::Row;
use crate::catalog::attributes::{self, Attribute, NewValue, Stored};
use crate::catalog::limits::Violations;
use crate::catalog::{codes, tags};
use crate::error::{Error, Result};
use crate::store::Txn;

pub(super) struct Parts {
    /// By slug.
    brands: HashMap<String, Uuid>,
    attributes: Vec<Attribute>,
    /// Of products: what they have, and then what they are to have.
    tags: HashMap<Uuid, BTreeSet<String>>,
    values: HashMap<Uuid, BTreeSet<Stored>>,
    codes: HashMap<Uuid, Vec<String>>,
    /// Products with the attributes in which their variants differ.
    options: HashSet<(Uuid, Uuid)>,
    changed_tags: BTreeSet<Uuid>,
    changed_values: BTreeSet<Uuid>,
    changed_codes: BTreeSet<Uuid>,
}

/// What a row says, looked up.
pub(super) struct Found {
    pub brand: Option<Uuid>,
    tags: Option<BTreeSet<String>>,
    values: Option<BTreeSet<Stored>>,
    codes: Option<Vec<String>>,
}

impl Parts {
    /// Brands and attributes stay until the transaction ends.
    pub async fn read(txn: &Txn, rows: &[Row], products: &[product::Model]) -> Result<Self> {
        let slugs: BTreeSet<&str> = rows.iter().filter_map(|row| row.brand.as_deref()).collect();
        let mut brands = HashMap::new();
        if !slugs.is_empty() {
            let found = brand::Entity::find()
                .filter(brand::Column::Slug.is_in(slugs))
                .order_by_asc(brand::Column::Id)
                .lock(LockType::KeyShare)
                .all(txn)
                .await?;
            brands.extend(found.into_iter().map(|brand| (brand.slug, brand.id)));
        }
        let codes: BTreeSet<String> = rows
            .iter()
            .filter_map(|row| row.attributes.as_ref())
            .flat_map(|map| map.keys().cloned())
            .collect();
        let texts = rows.iter().filter_map(|row| row.attributes.as_ref()).flat_map(|map| map.values());
        let choices: BTreeSet<String> =
            texts.flat_map(|text| text.split(',')).map(|choice| choice.trim().to_owned()).collect();
        let named = attributes::by_codes_naming(txn, codes, choices).await?;
        let ids = || products.iter().map(|product| product.id);
        let mut values: HashMap<Uuid, BTreeSet<Stored>> = HashMap::new();
        let mut options = HashSet::new();
        if !named.is_empty() {
            let rows = product_option::Entity::find()
                .filter(product_option::Column::ProductId.is_in(ids()))
                .all(txn)
                .await?;
            options.extend(rows.into_iter().map(|row| (row.product_id, row.attribute_id)));
            for row in attributes::stored(txn, ids()).await? {
                values.entry(row.product_id).or_default().insert(Stored::of(row));
            }
        }
        let with_tags = rows.iter().any(|row| row.tags.is_some());
        let tags = if with_tags { tags::of_products(txn, ids()).await? } else { HashMap::new() };
        let with_codes = rows.iter().any(|row| row.codes.is_some());
        let codes = if with_codes { codes::of_products(txn, ids()).await? } else { HashMap::new() };
        Ok(Self {
            brands,
            attributes: named,
            tags,
            values,
            codes,
            options,
            changed_tags: BTreeSet::new(),
            changed_values: BTreeSet::new(),
            changed_codes: BTreeSet::new(),
        })
    }

    /// Looks up what the row names. `product` is its product, if that is there.
    pub fn check(&self, row: &Row, product: Option<Uuid>) -> Result<Found, String> {
        let brand = match &row.brand {
            Some(slug) => Some(*self.brands.get(slug).ok_or("brand is the slug of none")?),
            None => None,
        };
        let values = match &row.attributes {
            Some(texts) => {
                let is_option = |attribute: &&Attribute| {
                    product.is_some_and(|id| self.options.contains(&(id, attribute.row.id)))
                };
                let mut named = self.attributes.iter().filter(|one| texts.contains_key(&one.row.code));
                if let Some(option) = named.find(is_option) {
                    return Err(format!("attributes: {} is an option of the product", option.row.code));
                }
                let values: Vec<NewValue> =
                    texts.iter().map(|(code, text)| self.value(code, text)).collect::<Result<_, String>>()?;
                let mut violations = Violations::default();
                let kept = attributes::check_values(&mut violations, &self.attributes, &[], &values);
                violations.into_result().map_err(|error| match error {
                    Error::Invalid(fields) => fields.first().map_or_else(String::new, |field| {
                        format!("attributes: {} {}", field.field, field.message)
                    }),
                    other => other.to_string(),
                })?;
                Some(kept)
            }
            None => None,
        };
        let tags = row.tags.as_ref().map(|tags| tags.iter().cloned().collect());
        Ok(Found { brand, tags, values, codes: row.codes.clone() })
    }

    fn value(&self, code: &str, text: &str) -> Result<NewValue, String> {
        let known = self.attributes.iter().find(|attribute| attribute.row.code == code);
        let known = known.ok_or_else(|| format!("attributes: there is none with the code {code}"))?;
        let new = NewValue { code: code.to_owned(), ..NewValue::default() };
        let wrong = |what: &str| format!("attributes: {code} is not {what}");
        Ok(match known.row.kind {
            AttributeKind::Choice => {
                let choices = text.split(',').map(|choice| choice.trim().to_owned()).collect();
                NewValue { choices: Some(choices), ..new }
            }
            AttributeKind::Number => {
                NewValue { number: Some(text.parse().map_err(|_| wrong("a number"))?), ..new }
            }
            AttributeKind::Boolean => {
                NewValue { boolean: Some(text.parse().map_err(|_| wrong("true or false"))?), ..new }
            }
        })
    }

    /// Notes what the product is to have, and returns whether that changes it.
    pub fn take(&mut self, draft: &mut Draft, found: Found) -> bool {
        let (id, mut changed) = (draft.product.id, false);
        if let Some(tags) = found.tags
            && self.tags.get(&id).cloned().unwrap_or_default() != tags
        {
            self.tags.insert(id, tags);
            self.changed_tags.insert(id);
            changed = true;
        }
        if let Some(values) = found.values
            && self.values.get(&id).cloned().unwrap_or_default() != values
        {
            self.values.insert(id, values);
            self.changed_values.insert(id);
            changed = true;
        }
        if let Some(codes) = found.codes
            && self.codes.get(&id).cloned().unwrap_or_default() != codes
        {
            self.codes.insert(id, codes);
            self.changed_codes.insert(id);
            changed = true;
        }
        draft.changed |= changed;
        changed
    }

    /// After the products themselves.
    pub async fn write(mut self, txn: &Txn) -> Result<()> {
        for id in self.changed_tags {
            let tags: Vec<String> = self.tags.remove(&id).unwrap_or_default().into_iter().collect();
            tags::set(txn, id, &tags).await?;
        }
        let mut values = self.values;
        let changed = self.changed_values.into_iter();
        attributes::set_many(txn, changed.map(|id| (id, values.remove(&id).unwrap_or_default()))).await?;
        let mut codes = self.codes;
        let changed = self.changed_codes.into_iter();
        codes::write(txn, changed.map(|id| (id, codes.remove(&id).unwrap_or_default()))).await?;
        Ok(())
    }
}
