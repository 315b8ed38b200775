//! What a shopper gets to see of an answer.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::engine::{Passage, Place, Question, SearchEngine, Sort, Suggestion};
use super::facets;
use super::filters::filters;
use super::interpret::{Interpreted, interpret};
use super::semantic::Semantic;
use super::understand::Understood;
use super::vocabulary::Vocabulary;
use crate::catalog::products::{Facets, ProductFilter, ProductSummary, check_filter, summaries_of};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::recommendations::{self, Kind, Wish};

/// Of a text that is searched for, characters; what stands behind it is not looked at.
pub(super) const TEXT: usize = 500;
/// Of the part of a description that is shown, characters.
const PASSAGE: usize = 160;
/// Of suggestions.
const MOST_SUGGESTIONS: usize = 20;
/// Products that are shown where nothing was found.
const INSTEAD: u64 = 8;

/// What is searched for. Of the filter, the collection, its text, its order, its cursor and who it is shown to do not count.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub text: String,
    pub filter: ProductFilter,
    pub sort: Sort,
    /// Whether to tell by what the answer can be narrowed.
    pub facets: bool,
    /// Whether prices and values of attributes in the text narrow the answer.
    pub understand: bool,
    /// Parts of the text that are taken for nothing but words.
    pub literal: Vec<String>,
    /// In which prices are.
    pub currency: String,
    pub cursor: Option<String>,
    /// 1 to 100.
    pub limit: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FoundProduct {
    pub summary: ProductSummary,
    /// The name, and where in it what was looked for stands.
    pub name: Passage,
    /// The part of the description that has most of it.
    pub description: Passage,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FoundPage {
    pub items: Vec<FoundProduct>,
    pub total: u64,
    /// Nothing has all of what was asked for; these have some of it.
    pub is_relaxed: bool,
    pub did_you_mean: Option<String>,
    /// Whether that was looked for instead of what was typed.
    pub is_corrected: bool,
    /// What of the text narrows the answer.
    pub understood: Vec<Understood>,
    /// Where nothing was found: what others buy.
    pub instead: Vec<ProductSummary>,
    pub facets: Option<Facets>,
    pub next: Option<String>,
}

/// What searching goes by.
#[derive(Clone, Copy)]
pub struct Searching<'a> {
    pub engine: &'a dyn SearchEngine,
    pub vocabulary: &'a Vocabulary,
    /// `None` where no model makes vectors.
    pub semantic: Option<&'a Semantic>,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    sort: u8,
    key: i64,
    id: Uuid,
    /// Whether the page before was in the order of words alone: then the next one is too.
    #[serde(default)]
    words: bool,
}

/// At most eleven queries, whatever the size of the page; where nothing is found, those of a recommendation too.
///
/// # Errors
/// `Invalid` for a filter out of bounds, for an attribute that there is none of, and for a cursor of another list;
/// `NotFound` for the category; `Unavailable` when the engine does not answer.
pub async fn find(db: &impl ConnectionTrait, searching: Searching<'_>, wanted: &Wanted) -> Result<FoundPage> {
    let Searching { engine, vocabulary, semantic } = searching;
    check_filter(&ProductFilter { limit: wanted.limit, ..wanted.filter.clone() })?;
    let cursor = wanted.cursor.as_deref().map(|cursor| read(cursor, wanted.sort)).transpose()?;
    let semantic = semantic.filter(|_| wanted.sort == Sort::Relevance);
    let semantic = semantic.filter(|_| cursor.as_ref().is_none_or(|cursor| !cursor.words));
    // Made while the rest of the question is read.
    let meaning = semantic.and_then(|semantic| semantic.begin(&wanted.text));
    let known = vocabulary.current(db).await?;
    let question = Question {
        text: wanted.text.chars().take(TEXT).collect(),
        filters: filters(db, &wanted.filter, &known).await?,
        now: now().timestamp_micros(),
        sort: wanted.sort,
        after: cursor.map(|cursor| Place { key: cursor.key, id: cursor.id }),
        limit: usize::try_from(wanted.limit).unwrap_or(usize::MAX),
        ..Question::default()
    };
    let plain = Interpreted::plain(question, &wanted.filter);
    let (mut careful, mut asked) = match wanted.understand {
        true => interpret(engine, plain, &known, &wanted.currency, &wanted.literal).await?,
        false => (plain.clone(), plain),
    };
    let mut counted = Vec::new();
    if wanted.facets {
        counted = facets::worth_counting(engine, &asked.question, &asked.filter, &known).await?;
        facets::count(&mut asked.question, &counted);
    }
    if let Some(meaning) = meaning {
        asked.question.likeness = meaning.in_time().await;
        careful.question.likeness = asked.question.likeness.clone();
    }
    let is_by_words = asked.question.likeness.is_none();
    let mut answer = engine.search(asked.question.clone()).await?;
    if answer.total == 0 && asked.is_guessed() {
        // Taking the words for values was wrong, then.
        asked = careful;
        if wanted.facets {
            facets::count(&mut asked.question, &counted);
        }
        answer = engine.search(asked.question.clone()).await?;
    }
    let facets = match wanted.facets {
        true => Some(facets::told(db, &answer, &asked.filter, &counted).await?),
        false => None,
    };
    let ids: Vec<Uuid> = answer.hits.iter().map(|hit| hit.id).collect();
    let summaries = summaries_of(db, &ids).await?;
    let instead = match answer.total {
        0 => best_sellers(db).await?,
        _ => Vec::new(),
    };
    let show = |summary: ProductSummary| FoundProduct {
        name: engine.passage(&summary.product.name, &answer.terms, usize::MAX - 1),
        description: engine.passage(&summary.product.description, &answer.terms, PASSAGE),
        summary,
    };
    Ok(FoundPage {
        items: summaries.into_iter().map(show).collect(),
        total: answer.total,
        is_relaxed: answer.is_relaxed,
        did_you_mean: answer.did_you_mean,
        is_corrected: answer.is_corrected,
        understood: asked.understood,
        instead,
        facets,
        next: answer.next.map(|place| write(place, wanted.sort, is_by_words)).transpose()?,
    })
}

/// Completions of what was typed so far, those with most products first. No query.
///
/// # Errors
/// `Unavailable` when the engine does not answer.
pub async fn suggest(engine: &dyn SearchEngine, typed: &str, limit: usize) -> Result<Vec<Suggestion>> {
    let typed: String = typed.chars().take(TEXT).collect();
    engine.suggest(typed, limit.min(MOST_SUGGESTIONS)).await
}

async fn best_sellers(db: &impl ConnectionTrait) -> Result<Vec<ProductSummary>> {
    let wish =
        Wish { kind: Kind::Popular, products: Vec::new(), category: None, user_id: None, limit: INSTEAD };
    let found = recommendations::recommend(db, None, &wish).await?;
    Ok(found.into_iter().map(|one| one.product).collect())
}

fn write(place: Place, sort: Sort, words: bool) -> Result<String> {
    let cursor = Cursor { sort: sort as u8, key: place.key, id: place.id, words };
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor)?))
}

fn read(cursor: &str, sort: Sort) -> Result<Cursor> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let cursor: Option<Cursor> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let cursor = cursor.filter(|cursor| cursor.sort == sort as u8);
    cursor.ok_or_else(|| Error::invalid("cursor", "is not a cursor of a list sorted like this one"))
}
