//! The parameters by which lists of products are narrowed, out of their text form.

use domain::catalog::products::{AttributeFilter, Shown, Sort, Wanted};
use domain::entity::states::ProductStatus;
use poem_openapi::Enum;

use crate::problem::{Failure, FieldProblem, Result};

/// In which order products are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ProductSort {
    #[default]
    Newest,
    PriceAsc,
    PriceDesc,
    NameAsc,
    /// As staff ordered a collection; other lists are sorted like newest.
    ByHand,
}

impl From<ProductSort> for Sort {
    fn from(sort: ProductSort) -> Self {
        match sort {
            ProductSort::Newest => Self::Newest,
            ProductSort::PriceAsc => Self::PriceAsc,
            ProductSort::PriceDesc => Self::PriceDesc,
            ProductSort::NameAsc => Self::NameAsc,
            ProductSort::ByHand => Self::ByHand,
        }
    }
}

/// Whether products that shoppers do not see are listed too. All means all that are not deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum StatusFilter {
    Draft,
    Active,
    Scheduled,
    Archived,
    Deleted,
    All,
}

impl From<StatusFilter> for Shown {
    fn from(status: StatusFilter) -> Self {
        match status {
            StatusFilter::Draft => Self::Status(ProductStatus::Draft),
            StatusFilter::Active => Self::Status(ProductStatus::Active),
            StatusFilter::Scheduled => Self::Status(ProductStatus::Scheduled),
            StatusFilter::Archived => Self::Status(ProductStatus::Archived),
            StatusFilter::Deleted => Self::Deleted,
            StatusFilter::All => Self::All,
        }
    }
}

/// `a,b,c`; nothing for an empty text.
pub fn listed(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `colour:red,blue;width:10..50;organic:true`.
///
/// # Errors
/// 422 for what is not written like that.
pub fn attributes(text: Option<String>) -> Result<Vec<AttributeFilter>> {
    let text = text.unwrap_or_default();
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(one).collect()
}

fn one(part: &str) -> Result<AttributeFilter> {
    let (code, values) =
        part.split_once(':').ok_or_else(|| refused("must be like colour:red,blue;width:10..50"))?;
    let wanted = match values.split_once("..") {
        None => Wanted::Values(listed(Some(values.to_owned()))),
        Some((min, max)) => Wanted::Between(bound(min)?, bound(max)?),
    };
    if matches!(&wanted, Wanted::Values(values) if values.is_empty()) {
        return Err(refused("must name a value of each attribute"));
    }
    Ok(AttributeFilter { code: code.trim().to_owned(), wanted })
}

/// Thousandths; further decimals are cut off.
fn bound(text: &str) -> Result<Option<i64>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number: f64 = text.parse().map_err(|_| refused("must have numbers on both sides of .. or none"))?;
    let milli = number * 1000.0;
    // Beyond what any product has, bounds are all the same.
    if milli.is_finite() {
        Ok(Some(milli.clamp(-1e18, 1e18).round() as i64))
    } else {
        Err(refused("must be finite"))
    }
}

fn refused(message: &str) -> Failure {
    Failure::invalid(vec![FieldProblem { field: "attributes".into(), message: message.into() }])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn filters_are_read_and_nonsense_is_refused() {
        let found = attributes(Some("colour:red,blue; width:10.5..;organic:true".into())).unwrap();
        let expected = [
            ("colour", Wanted::Values(vec!["red".into(), "blue".into()])),
            ("width", Wanted::Between(Some(10_500), None)),
            ("organic", Wanted::Values(vec!["true".into()])),
        ];
        let expected = expected.map(|(code, wanted)| AttributeFilter { code: code.into(), wanted });
        assert_eq!(found, expected);
        assert_eq!(attributes(None).unwrap(), []);
        for nonsense in ["colour", "colour:", "width:a..b", "width:..inf", "width:1..NaN"] {
            assert!(attributes(Some(nonsense.into())).is_err(), "{nonsense}");
        }
    }
}
