//! Indexes with their settings and documents.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Settings that may be changed, with their defaults.
fn defaults() -> Map<String, Value> {
    let defaults = json!({
        "displayedAttributes": ["*"], "searchableAttributes": ["*"], "filterableAttributes": [],
        "sortableAttributes": [], "stopWords": [], "synonyms": {}, "distinctAttribute": null,
        "rankingRules":
            ["words", "typo", "proximity", "attributeRank", "sort", "wordPosition", "exactness"],
        "typoTolerance": { "enabled": true, "minWordSizeForTypos": { "oneTypo": 5, "twoTypos": 9 },
            "disableOnWords": [], "disableOnAttributes": [], "disableOnNumbers": false },
        "faceting": { "maxValuesPerFacet": 100, "sortFacetValuesBy": { "*": "alpha" } },
        "pagination": { "maxTotalHits": 1000 },
    });
    defaults.as_object().unwrap().clone()
}

const RULES: [&str; 8] =
    ["words", "typo", "proximity", "attribute", "attributeRank", "sort", "wordPosition", "exactness"];

#[derive(Debug, Clone)]
pub struct Index {
    pub settings: Map<String, Value>,
    /// By the primary key, `id`.
    pub documents: BTreeMap<String, Value>,
}

impl Default for Index {
    fn default() -> Self {
        Self { settings: defaults(), documents: BTreeMap::new() }
    }
}

/// # Errors
/// What the server says to settings of another shape.
pub fn check_settings(settings: &Value) -> Result<(), String> {
    let known = defaults();
    let settings = settings.as_object().ok_or("Invalid value type: expected an object")?;
    for (name, value) in settings {
        let default = known.get(name).ok_or_else(|| format!("Unknown field `{name}`"))?;
        let is_fine = match (default, value) {
            (Value::Array(_), Value::Array(values)) => values.iter().all(Value::is_string),
            (Value::Object(_), Value::Object(inner)) if name == "synonyms" => inner
                .values()
                .all(|others| others.as_array().is_some_and(|all| all.iter().all(Value::is_string))),
            (Value::Object(default), Value::Object(inner)) => {
                inner.keys().all(|name| default.contains_key(name))
            }
            (Value::Null, _) | (_, Value::Null) => true,
            _ => false,
        };
        if !is_fine {
            return Err(format!("Invalid value at `.{name}`"));
        }
    }
    for rule in settings.get("rankingRules").and_then(Value::as_array).into_iter().flatten() {
        let rule = rule.as_str().unwrap_or_default();
        if !RULES.contains(&rule) && !rule.ends_with(":asc") && !rule.ends_with(":desc") {
            return Err(format!("`{rule}` ranking rule is invalid"));
        }
    }
    Ok(())
}

impl Index {
    pub fn set(&mut self, settings: &Value) {
        for (name, value) in settings.as_object().unwrap() {
            let place = self.settings.get_mut(name).unwrap();
            match (place.as_object_mut(), value.as_object()) {
                (Some(old), Some(new)) if name != "synonyms" => {
                    old.extend(new.iter().map(|(name, value)| (name.clone(), value.clone())));
                }
                _ => *place = value.clone(),
            }
        }
    }

    /// # Errors
    /// What makes the task fail.
    pub fn put(&mut self, documents: &[Value], is_partial: bool, may_create: bool) -> Result<(), String> {
        for document in documents {
            let id = document["id"].as_str().ok_or("Document doesn't have a `id` attribute")?;
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            if !id.chars().all(is_plain) {
                return Err(format!("Document identifier `{id}` is invalid"));
            }
            match self.documents.get_mut(id) {
                Some(old) if is_partial => {
                    let fields = document.as_object().unwrap().clone();
                    old.as_object_mut().unwrap().extend(fields);
                }
                None if !may_create => {}
                _ => {
                    self.documents.insert(id.to_owned(), document.clone());
                }
            }
        }
        Ok(())
    }

    /// Whether the setting names the field, or one that it lies in.
    pub fn allows(&self, setting: &str, field: &str) -> bool {
        let named = self.settings[setting].as_array().unwrap().iter().filter_map(Value::as_str);
        named.into_iter().any(|one| one == "*" || one == field || field.starts_with(&format!("{one}.")))
    }

    /// Fields that words are looked for in, best first.
    pub fn searchable(&self) -> Vec<String> {
        let named = self.settings["searchableAttributes"].as_array().unwrap();
        named.iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }
}
