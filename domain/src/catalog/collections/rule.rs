//! Which products are in a collection, as a tree of rules. It is checked when it is written, kept as it is, and becomes a
//! condition of the query that lists the products: nothing has to be kept up to date.

use std::collections::HashMap;

use entity::states::AttributeKind;
use entity::{brand, category, product};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::attributes::{self, Attribute, milli};
use crate::catalog::limits::{self, Violations};
use crate::catalog::products::{has_number, has_value, in_categories, tagged};
use crate::error::Result;

/// Rules within rules.
const DEPTH: usize = 5;
/// Rules of one tree.
const RULES: usize = 50;
/// Of one rule.
const VALUES: usize = 100;

/// Exactly one of its members is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<Rule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Rule>>,
    /// Those of which none holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<Vec<Rule>>,
    /// One of these brands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_ids: Option<Vec<Uuid>>,
    /// In one of these categories or below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_ids: Option<Vec<Uuid>>,
    /// One of these tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeRule>,
    /// Of the cheapest variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceRule>,
}

/// One of the values, or a number within the bounds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttributeRule {
    pub code: String,
    /// Known when it is checked: rules outlive nothing but what they name, and codes stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Codes of choices, or `true` and `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Inclusive, minor units.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceRule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_minor: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_minor: Option<i64>,
}

/// What the rules may name.
struct Known {
    brands: Vec<Uuid>,
    categories: Vec<Uuid>,
    attributes: HashMap<String, Attribute>,
}

impl Rule {
    /// Notes what is wrong with it, and puts in what it needs later on. At most four queries.
    pub(super) async fn check(
        &mut self,
        db: &impl ConnectionTrait,
        violations: &mut Violations,
    ) -> Result<()> {
        if self.depth() > DEPTH || self.count() > RULES {
            violations
                .add("rule", format!("must have at most {RULES} rules, {DEPTH} of them within each other"));
            return Ok(());
        }
        let (mut brands, mut categories, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        self.walk(&mut |rule| {
            brands.extend(rule.brand_ids.iter().flatten().take(VALUES).copied());
            categories.extend(rule.category_ids.iter().flatten().take(VALUES).copied());
            codes.extend(rule.attribute.iter().map(|attribute| attribute.code.clone()));
        });
        let found_brands = brand::Entity::find().filter(brand::Column::Id.is_in(brands)).all(db).await?;
        let found_categories =
            category::Entity::find().filter(category::Column::Id.is_in(categories)).all(db).await?;
        let found = attributes::by_codes(db, codes).await?;
        let known = Known {
            brands: found_brands.into_iter().map(|brand| brand.id).collect(),
            categories: found_categories.into_iter().map(|category| category.id).collect(),
            attributes: found.into_iter().map(|one| (one.row.code.clone(), one)).collect(),
        };
        self.check_against(&known, "rule", violations);
        Ok(())
    }

    fn parts(&self) -> impl Iterator<Item = &Rule> {
        [&self.all, &self.any, &self.none].into_iter().flatten().flatten()
    }

    fn depth(&self) -> usize {
        1 + self.parts().map(Rule::depth).max().unwrap_or_default()
    }

    fn count(&self) -> usize {
        1 + self.parts().map(Rule::count).sum::<usize>()
    }

    fn walk(&self, visit: &mut impl FnMut(&Rule)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }

    fn check_against(&mut self, known: &Known, path: &str, violations: &mut Violations) {
        let given = [
            self.all.is_some(),
            self.any.is_some(),
            self.none.is_some(),
            self.brand_ids.is_some(),
            self.category_ids.is_some(),
            self.tags.is_some(),
            self.attribute.is_some(),
            self.price.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            violations.add(
                path.to_owned(),
                "must have exactly one of all, any, none, brand_ids, category_ids, tags, attribute and price",
            );
        }
        for (name, rules) in [("all", &mut self.all), ("any", &mut self.any), ("none", &mut self.none)] {
            let Some(rules) = rules else { continue };
            if rules.is_empty() {
                violations.add(format!("{path}/{name}"), "must not be empty");
            }
            for (index, rule) in rules.iter_mut().enumerate() {
                rule.check_against(known, &format!("{path}/{name}/{index}"), violations);
            }
        }
        let lists = [
            ("brand_ids", &self.brand_ids, &known.brands, "brand"),
            ("category_ids", &self.category_ids, &known.categories, "category"),
        ];
        for (name, ids, there, what) in lists {
            let Some(ids) = ids else { continue };
            check_length(violations, format!("{path}/{name}"), ids.len());
            for (index, id) in ids.iter().enumerate().filter(|(_, id)| !there.contains(id)) {
                violations.add(format!("{path}/{name}/{index}"), format!("there is no such {what}: {id}"));
            }
        }
        if let Some(tags) = &self.tags {
            check_length(violations, format!("{path}/tags"), tags.len());
            for (index, tag) in tags.iter().enumerate() {
                violations.check(format!("{path}/tags/{index}"), limits::tag(tag));
            }
        }
        if let Some(attribute) = &mut self.attribute {
            attribute.check_against(known, &format!("{path}/attribute"), violations);
        }
        if let Some(price) = &self.price {
            price.check(&format!("{path}/price"), violations);
        }
    }

    /// As a condition on products.
    pub(super) fn condition(&self, categories: &[category::Model]) -> Condition {
        let each = |rules: &[Rule], start: Condition| {
            rules.iter().fold(start, |all, rule| all.add(rule.condition(categories)))
        };
        if let Some(rules) = &self.all {
            return each(rules, Condition::all());
        }
        if let Some(rules) = &self.any {
            return each(rules, Condition::any());
        }
        if let Some(rules) = &self.none {
            return each(rules, Condition::any()).not();
        }
        if let Some(ids) = &self.category_ids {
            let any = Condition::any();
            return ids.iter().fold(any, |any, id| any.add(in_categories(*id, categories)));
        }
        if let Some(tags) = &self.tags {
            return tagged(tags);
        }
        if let Some(attribute) = &self.attribute {
            return attribute.condition();
        }
        if let Some(price) = &self.price {
            return price.condition();
        }
        let brands = self.brand_ids.iter().flatten().copied();
        // A product without a brand is of none of them, also where that is negated.
        Condition::all()
            .add(product::Column::BrandId.is_not_null())
            .add(product::Column::BrandId.is_in(brands))
    }
}

fn check_length(violations: &mut Violations, field: String, length: usize) {
    if !(1..=VALUES).contains(&length) {
        violations.add(field, format!("must be 1 to {VALUES}"));
    }
}

impl AttributeRule {
    fn check_against(&mut self, known: &Known, path: &str, violations: &mut Violations) {
        let Some(attribute) = known.attributes.get(&self.code) else {
            violations.add(format!("{path}/code"), "there is no such attribute");
            return;
        };
        self.id = Some(attribute.row.id);
        if attribute.row.kind == AttributeKind::Number {
            if self.values.is_some() {
                violations.add(format!("{path}/values"), "are not for numbers; give min and max");
            }
            if self.min.is_none() && self.max.is_none() {
                violations.add(path.to_owned(), "must have min or max");
            }
            if self.min.zip(self.max).is_some_and(|(min, max)| min > max) {
                violations.add(format!("{path}/max"), "must not be less than min");
            }
            for (name, bound) in [("min", self.min), ("max", self.max)] {
                if bound.is_some_and(|bound| milli(bound).is_none()) {
                    violations.add(format!("{path}/{name}"), "must have at most three decimals");
                }
            }
            return;
        }
        if self.min.is_some() || self.max.is_some() {
            violations.add(path.to_owned(), "min and max are for numbers; give values");
        }
        let values = self.values.as_deref().unwrap_or_default();
        check_length(violations, format!("{path}/values"), values.len());
        for (index, value) in values.iter().enumerate() {
            let is_there = match attribute.row.kind {
                AttributeKind::Boolean => value == "true" || value == "false",
                _ => attribute.choice(value).is_some(),
            };
            if !is_there {
                violations.add(format!("{path}/values/{index}"), "is none of its values");
            }
        }
    }

    fn condition(&self) -> Condition {
        let id = self.id.unwrap_or_default();
        match &self.values {
            Some(values) => has_value(id, values),
            None => has_number(id, self.min.and_then(milli), self.max.and_then(milli)),
        }
    }
}

impl PriceRule {
    fn check(&self, path: &str, violations: &mut Violations) {
        if self.min_minor.is_none() && self.max_minor.is_none() {
            violations.add(path.to_owned(), "must have min_minor or max_minor");
        }
        if self.min_minor.zip(self.max_minor).is_some_and(|(min, max)| min > max) {
            violations.add(format!("{path}/max_minor"), "must not be less than min_minor");
        }
        for (name, bound) in [("min_minor", self.min_minor), ("max_minor", self.max_minor)] {
            if let Some(bound) = bound {
                violations.check(format!("{path}/{name}"), limits::price(bound));
            }
        }
    }

    fn condition(&self) -> Condition {
        let price = product::Column::PriceFromMinor;
        let mut all = Condition::all().add(price.is_not_null());
        all = self.min_minor.into_iter().fold(all, |all, min| all.add(price.gte(min)));
        self.max_minor.into_iter().fold(all, |all, max| all.add(price.lte(max)))
    }
}
