//! What is searched for, and what comes of it. Telling is public and says nothing about who searched; reading is for staff.

use chrono::NaiveDate;
use domain::search::insight::{self, InsightFilter, List, Outcome, QueryInsight};
use garde::Validate;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::{Require, SalesRead};
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Insight(pub Shared);

/// What came of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Deserialize)]
#[serde(rename_all = "snake_case")]
#[oai(rename_all = "snake_case")]
pub enum SearchOutcome {
    /// A product was opened from the answer.
    Clicked,
    /// It was then bought.
    Bought,
}

/// Something that came of a search.
#[derive(Debug, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example)]
pub struct SearchOutcomeRequest {
    /// What was searched for, as it was typed.
    #[garde(length(chars, min = 1, max = 500))]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub query: String,
    #[garde(skip)]
    pub product_id: Uuid,
    #[garde(skip)]
    pub outcome: SearchOutcome,
}

impl Example for SearchOutcomeRequest {
    fn example() -> Self {
        Self { query: "blue mug".into(), product_id: Uuid::nil(), outcome: SearchOutcome::Clicked }
    }
}

/// It was heard.
#[derive(ApiResponse)]
pub enum Heard {
    /// It is counted in a moment.
    #[oai(status = 202)]
    Accepted,
}

/// Which searches are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum InsightList {
    #[default]
    All,
    /// Those that found nothing at least once.
    WithoutResults,
    /// Those that found something and of which nothing was opened.
    WithoutClicks,
}

impl From<InsightList> for List {
    fn from(list: InsightList) -> Self {
        match list {
            InsightList::All => Self::All,
            InsightList::WithoutResults => Self::WithoutResults,
            InsightList::WithoutClicks => Self::WithoutClicks,
        }
    }
}

/// How often something was searched for, and what came of it.
#[derive(Debug, Object)]
pub struct SearchCounts {
    pub searches: i64,
    /// Searches that found nothing.
    pub without_results: i64,
    /// Products that were opened from answers.
    pub clicks: i64,
    /// Products that were then bought.
    pub purchases: i64,
    /// Clicks by searches: 0.25 is one in four.
    pub click_rate: f64,
    /// Purchases by searches.
    pub conversion_rate: f64,
}

/// A search.
#[derive(Debug, Object)]
pub struct SearchedFor {
    /// In lower case, at most its first 100 characters.
    pub query: String,
    pub counts: SearchCounts,
}

/// What was searched for, the most frequent first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SearchInsight {
    /// Of all searches of these days, whatever the list.
    pub total: SearchCounts,
    pub items: Vec<SearchedFor>,
    /// Pass it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
}

impl From<&QueryInsight> for SearchCounts {
    fn from(counts: &QueryInsight) -> Self {
        let rate = |of: i64| if counts.searches > 0 { of as f64 / counts.searches as f64 } else { 0.0 };
        Self {
            searches: counts.searches,
            without_results: counts.empty,
            clicks: counts.clicked,
            purchases: counts.bought,
            click_rate: rate(counts.clicked),
            conversion_rate: rate(counts.bought),
        }
    }
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/search", tag = "Tag::Catalog")]
impl Insight {
    /// Tell what came of a search
    ///
    /// That a product was opened from an answer, or bought after that. It is counted by words and product, without saying by
    /// whom, and helps to rank.
    #[oai(path = "/outcomes", method = "post", operation_id = "reportSearchOutcome")]
    async fn tell(&self, body: ValidJson<SearchOutcomeRequest>) -> Result<Heard> {
        let SearchOutcomeRequest { query, product_id, outcome } = body.0;
        let outcome = match outcome {
            SearchOutcome::Clicked => Outcome::Clicked,
            SearchOutcome::Bought => Outcome::Bought,
        };
        self.0.searches.came_of(&query, product_id, outcome);
        Ok(Heard::Accepted)
    }

    /// What is searched for
    ///
    /// With what came of it, over at most 366 days. Needs the permission `sales_read`.
    #[oai(path = "/insight", method = "get", operation_id = "searchInsight")]
    async fn insight(
        &self,
        _staff: Require<SalesRead>,
        /// First day, in UTC.
        from: Query<NaiveDate>,
        /// Last day, in UTC.
        to: Query<NaiveDate>,
        /// Which searches are listed.
        #[oai(default)]
        list: Query<InsightList>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 2000))]
        cursor: Query<Option<String>>,
        /// Searches per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<SearchInsight>> {
        if to.0 < from.0 || (to.0 - from.0).num_days() > 366 {
            let message = "must not be before from, nor more than 366 days after it".to_owned();
            return Err(Failure::invalid(vec![FieldProblem { field: "to".into(), message }]));
        }
        let filter = InsightFilter {
            from: from.0.to_string(),
            to: to.0.to_string(),
            list: list.0.into(),
            cursor: cursor.0,
            limit: limit.0,
        };
        let report = insight::report(self.0.store().read(), &filter).await?;
        let item = |one: QueryInsight| SearchedFor { counts: (&one).into(), query: one.query };
        Ok(Json(SearchInsight {
            total: (&report.total).into(),
            items: report.items.into_iter().map(item).collect(),
            next_cursor: report.next,
        }))
    }
}
