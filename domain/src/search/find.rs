//! What a shopper gets to see of an answer.

use std::time::Duration;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::cursor::{self, End};
use super::engine::{Passage, Place, Question, SearchEngine, Sort, Suggestion};
use super::facets;
use super::filters::filters;
use super::interpret::{Interpreted, interpret};
use super::plain;
use super::questions::Questions;
use super::semantic::Semantic;
use super::understand::{self, Understood};
use super::vocabulary::Vocabulary;
use crate::catalog::products::{Facets, ProductFilter, ProductSummary, check_filter, summaries_of};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::prompts::QuestionPart;
use crate::recommendations::{self, Kind, Wish};

/// Of a text that is searched for, characters; what stands behind it is not looked at.
pub(super) const TEXT: usize = 500;
/// Of the part of a description that is shown, characters.
const PASSAGE: usize = 160;
/// Of suggestions.
const MOST_SUGGESTIONS: usize = 20;
/// When to ask again for a page that the engine did not answer.
const AGAIN: Duration = Duration::from_secs(10);
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
    /// The engine did not answer: these are what the plain filter of the list of products finds, in no order of worth.
    pub is_plain: bool,
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
    /// `None` where no model reads questions.
    pub questions: Option<&'a Questions>,
}

/// Where the page before ended.
struct Before {
    place: Place,
    /// What a model had read in the question.
    parts: Vec<QuestionPart>,
}

/// At most eleven queries, whatever the size of the page; where nothing is found, those of a recommendation too, and if a
/// model had read something in the question all of them once more. While the engine does not answer, a first page is that of
/// the plain filter, and so are those behind it.
///
/// # Errors
/// `Invalid` for a filter out of bounds, for an attribute that there is none of, and for a cursor of another list;
/// `NotFound` for the category; `Unavailable` when the engine does not answer and the cursor is one of its answers.
pub async fn find(db: &impl ConnectionTrait, searching: Searching<'_>, wanted: &Wanted) -> Result<FoundPage> {
    let Searching { engine, vocabulary, .. } = searching;
    check_filter(&ProductFilter { limit: wanted.limit, ..wanted.filter.clone() })?;
    let cursor = wanted.cursor.as_deref().map(|cursor| cursor::read(cursor, wanted.sort)).transpose()?;
    let (before, words) = match cursor {
        Some(End::Plain { plain }) => return plain_page(db, engine, vocabulary, wanted, Some(plain)).await,
        Some(End::Ranked { key, id, words, parts }) => {
            (Some(Before { place: Place { key, id }, parts }), words)
        }
        None => (None, false),
    };
    // In the order of words alone, if the page before was.
    let semantic = searching.semantic.filter(|_| wanted.sort == Sort::Relevance && !words);
    let is_first = before.is_none();
    match ranked(db, Searching { semantic, ..searching }, wanted, before).await {
        Err(error @ (Error::Unavailable { .. } | Error::TooBusy { .. })) => {
            if !is_first {
                return Err(Error::unavailable_for("the search", error, Some(AGAIN)));
            }
            tracing::debug!(error = error.chain(), "a search is answered by the plain filter");
            plain_page(db, engine, vocabulary, wanted, None).await
        }
        // What a model read may be wrong: nothing is only found if the rules find nothing either.
        Ok((page, true)) if page.total == 0 && is_first => {
            let by_rules = Searching { semantic, questions: None, ..searching };
            ranked(db, by_rules, wanted, None).await.map(|(page, _)| page)
        }
        found => found.map(|(page, _)| page),
    }
}

async fn plain_page(
    db: &impl ConnectionTrait,
    engine: &dyn SearchEngine,
    vocabulary: &Vocabulary,
    wanted: &Wanted,
    cursor: Option<String>,
) -> Result<FoundPage> {
    let known = vocabulary.current(db).await?;
    let (page, next) = plain::page(db, &known, wanted, cursor).await?;
    let show = |summary: ProductSummary| FoundProduct {
        name: engine.passage(&summary.product.name, &[], usize::MAX - 1),
        description: engine.passage(&summary.product.description, &[], PASSAGE),
        summary,
    };
    let instead = match page.total {
        0 => best_sellers(db).await?,
        _ => Vec::new(),
    };
    let next = next.map(|plain| cursor::write(End::Plain { plain }, wanted.sort)).transpose()?;
    Ok(FoundPage {
        items: page.items.into_iter().map(show).collect(),
        total: page.total,
        is_relaxed: false,
        did_you_mean: None,
        is_corrected: false,
        understood: page.understood.into_iter().collect(),
        is_plain: true,
        instead,
        facets: page.facets,
        next,
    })
}

/// A page, and whether a model had read something in the question.
async fn ranked(
    db: &impl ConnectionTrait,
    searching: Searching<'_>,
    wanted: &Wanted,
    before: Option<Before>,
) -> Result<(FoundPage, bool)> {
    let Searching { engine, vocabulary, semantic, questions } = searching;
    // Made while the rest of the question is read.
    let meaning = semantic.and_then(|semantic| semantic.begin(&wanted.text));
    let known = vocabulary.current(db).await?;
    let question = Question {
        text: wanted.text.chars().take(TEXT).collect(),
        filters: filters(db, &wanted.filter, &known).await?,
        now: now().timestamp_micros(),
        sort: wanted.sort,
        after: before.as_ref().map(|before| before.place),
        limit: usize::try_from(wanted.limit).unwrap_or(usize::MAX),
        ..Question::default()
    };
    let plain = Interpreted::plain(question, &wanted.filter);
    let mut parts = Vec::new();
    let (mut careful, mut asked) = if wanted.understand {
        let (text, currency) = (plain.question.text.clone(), &wanted.currency);
        let mut reading = understand::read(&text, &known, currency, &wanted.literal);
        parts = match before {
            Some(before) => before.parts,
            None => match questions.and_then(|model| model.begin(&text, &reading, &known, currency)) {
                Some(read) => read.in_time().await.map_or_else(Vec::new, |parts| parts.to_vec()),
                None => Vec::new(),
            },
        };
        reading.add(&parts, &known, currency);
        interpret(engine, plain, &known, &reading).await?
    } else {
        (plain.clone(), plain)
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
    if (answer.total == 0 || answer.is_relaxed) && asked.is_guessed() {
        // Taking the words for values was wrong, if they are found as words: a bag for the laptop of that brand.
        let mut question = careful.question.clone();
        if wanted.facets {
            facets::count(&mut question, &counted);
        }
        let as_words = engine.search(question).await?;
        if answer.total == 0 || !as_words.is_relaxed && as_words.total > 0 {
            (asked, answer) = (careful, as_words);
        }
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
    let is_read = !parts.is_empty();
    let page = FoundPage {
        items: summaries.into_iter().map(show).collect(),
        total: answer.total,
        is_relaxed: answer.is_relaxed,
        did_you_mean: answer.did_you_mean,
        is_corrected: answer.is_corrected,
        understood: asked.understood,
        is_plain: false,
        instead,
        facets,
        next: answer
            .next
            .map(|Place { key, id }| {
                cursor::write(End::Ranked { key, id, words: is_by_words, parts }, wanted.sort)
            })
            .transpose()?,
    };
    Ok((page, is_read))
}

/// Completions of what was typed so far, those with most products first; none while the engine does not answer. No query.
///
/// # Errors
/// Of the engine, if it is another than not answering.
pub async fn suggest(engine: &dyn SearchEngine, typed: &str, limit: usize) -> Result<Vec<Suggestion>> {
    let typed: String = typed.chars().take(TEXT).collect();
    match engine.suggest(typed, limit.min(MOST_SUGGESTIONS)).await {
        Err(error @ (Error::Unavailable { .. } | Error::TooBusy { .. })) => {
            tracing::debug!(error = error.chain(), "nothing can be suggested");
            Ok(Vec::new())
        }
        found => found,
    }
}

async fn best_sellers(db: &impl ConnectionTrait) -> Result<Vec<ProductSummary>> {
    let wish =
        Wish { kind: Kind::Popular, products: Vec::new(), category: None, user_id: None, limit: INSTEAD };
    let found = recommendations::recommend(db, None, &wish).await?;
    Ok(found.into_iter().map(|one| one.product).collect())
}
