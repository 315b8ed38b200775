//! The attributes that products are filtered by, and the brands, as a process keeps them in memory: reading them for each
//! search would cost more than the search. Whoever follows the feed reads them again when they change.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use entity::brand;
use entity::states::AttributeKind;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::catalog::attributes::{self, Attribute};
use crate::error::Result;

/// Words of the longest label that is looked for in what is typed.
pub(super) const LONGEST: usize = 4;

/// Empty until it was read for the first time.
#[derive(Default)]
pub struct Vocabulary(RwLock<Option<Arc<Words>>>);

/// Attributes, and the words that stand for their values.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// By position and name.
    pub attributes: Vec<Attribute>,
    /// By the folded words of labels and of the names of what is true or not: the attribute, and its value.
    labels: HashMap<String, Vec<(usize, String)>>,
    /// By folded units.
    units: HashMap<String, Vec<usize>>,
    /// By the folded words of names.
    brands: HashMap<String, Vec<Named>>,
}

/// A brand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
}

impl From<brand::Model> for Named {
    fn from(brand: brand::Model) -> Self {
        Self { id: brand.id, slug: brand.slug, name: brand.name }
    }
}

impl Vocabulary {
    /// Reads it anew. Three queries.
    ///
    /// # Errors
    /// Of the database.
    pub async fn refresh(&self, db: &impl ConnectionTrait) -> Result<()> {
        self.read(db).await.map(drop)
    }

    /// What is known; read if nothing is yet.
    pub(super) async fn current(&self, db: &impl ConnectionTrait) -> Result<Arc<Words>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(known) => Ok(known),
            None => self.read(db).await,
        }
    }

    async fn read(&self, db: &impl ConnectionTrait) -> Result<Arc<Words>> {
        let brands = brand::Entity::find().order_by_asc(brand::Column::Slug).all(db).await?;
        let brands = brands.into_iter().map(Named::from).collect();
        let words = Arc::new(Words::of(attributes::list(db).await?, brands));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&words));
        Ok(words)
    }
}

impl Words {
    pub fn of(attributes: Vec<Attribute>, named: Vec<Named>) -> Self {
        let mut labels: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        let mut units: HashMap<String, Vec<usize>> = HashMap::new();
        let mut say = |label: &str, nth: usize, value: &str| {
            if let Some(words) = telling(label) {
                labels.entry(words).or_default().push((nth, value.to_owned()));
            }
        };
        for (nth, attribute) in attributes.iter().enumerate() {
            match attribute.row.kind {
                AttributeKind::Choice => {
                    attribute.choices.iter().for_each(|choice| say(&choice.label, nth, &choice.code));
                }
                AttributeKind::Boolean => say(&attribute.row.name, nth, "true"),
                AttributeKind::Number => {
                    if let Some(unit) = &attribute.row.unit {
                        units.entry(unit.trim().to_lowercase()).or_default().push(nth);
                    }
                }
            }
        }
        let mut brands: HashMap<String, Vec<Named>> = HashMap::new();
        for brand in named {
            if let Some(words) = telling(&brand.name) {
                brands.entry(words).or_default().push(brand);
            }
        }
        Self { attributes, labels, units, brands }
    }

    pub fn by_code(&self, code: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.row.code == code)
    }

    /// Attributes and values that are called that; `words` are folded.
    pub fn labelled(&self, words: &str) -> &[(usize, String)] {
        self.labels.get(words).map_or(&[], Vec::as_slice)
    }

    /// Brands that are called that; `words` are folded.
    pub fn branded(&self, words: &str) -> &[Named] {
        self.brands.get(words).map_or(&[], Vec::as_slice)
    }

    /// Attributes that are measured in that.
    pub fn measured_in(&self, unit: &str) -> &[usize] {
        self.units.get(unit).map_or(&[], Vec::as_slice)
    }
}

/// The folded words of a label, if it is one that may be looked for in what is typed.
fn telling(label: &str) -> Option<String> {
    let words = folded(label);
    // A bare number says nothing of what it counts.
    let is_telling = words.iter().any(|word| word.chars().any(char::is_alphabetic));
    let is_fine = is_telling && words.len() <= LONGEST && words.concat().chars().count() > 1;
    is_fine.then(|| words.join(" "))
}

/// Words in lower case, without what stands between them.
pub(super) fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
