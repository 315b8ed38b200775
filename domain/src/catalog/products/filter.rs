//! Which products are wanted, and in which order.

use entity::states::ProductStatus;

use crate::catalog::limits::Violations;
use crate::catalog::slug::is_slug;

pub const MAX_LIMIT: u64 = 100;
/// Longest text that is searched for, characters.
pub const MAX_TEXT: usize = 200;
/// Attributes that are filtered by at once.
const MAX_ATTRIBUTES: usize = 10;
/// Of brands, tags, or one attribute.
const MAX_VALUES: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Newest,
    PriceAsc,
    PriceDesc,
    NameAsc,
    /// As staff ordered a collection by hand. In other lists it is [`Sort::Newest`].
    ByHand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// What shoppers see.
    #[default]
    Published,
    /// What has this status and is not deleted. For staff.
    Status(ProductStatus),
    /// For staff.
    Deleted,
    /// All that is not deleted. For staff.
    All,
}

#[derive(Debug, Clone)]
pub struct ProductFilter {
    /// Slug of a category, also a former one; those in the categories below it count too.
    pub category: Option<String>,
    /// Slug of a collection, also a former one.
    pub collection: Option<String>,
    /// Slugs of brands: any of them.
    pub brands: Vec<String>,
    /// Any of these tags.
    pub tags: Vec<String>,
    /// All of these.
    pub attributes: Vec<AttributeFilter>,
    /// Every word must occur in the name, the description or a sku.
    pub text: Option<String>,
    /// Inclusive, minor units, of the cheapest variant.
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    /// Whether any variant can be bought right now.
    pub in_stock: Option<bool>,
    pub shown: Shown,
    pub sort: Sort,
    /// From the page before.
    pub cursor: Option<String>,
    /// 1 to [`MAX_LIMIT`].
    pub limit: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeFilter {
    /// Of the attribute.
    pub code: String,
    pub wanted: Wanted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Codes of choices, or `true` and `false`: any of them.
    Values(Vec<String>),
    /// Inclusive, thousandths.
    Between(Option<i64>, Option<i64>),
}

impl Default for ProductFilter {
    fn default() -> Self {
        Self {
            category: None,
            collection: None,
            brands: Vec::new(),
            tags: Vec::new(),
            attributes: Vec::new(),
            text: None,
            price_min: None,
            price_max: None,
            in_stock: None,
            shown: Shown::default(),
            sort: Sort::default(),
            cursor: None,
            limit: 24,
        }
    }
}

/// # Errors
/// `Invalid` for what is out of bounds.
pub(crate) fn check_filter(filter: &ProductFilter) -> crate::error::Result<()> {
    check(filter).into_result()
}

pub(super) fn check(filter: &ProductFilter) -> Violations {
    let mut violations = Violations::default();
    if !(1..=MAX_LIMIT).contains(&filter.limit) {
        violations.add("limit", format!("must be between 1 and {MAX_LIMIT}"));
    }
    if filter.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
        violations.add("text", format!("must have at most {MAX_TEXT} characters"));
    }
    for (field, values) in [("brand", &filter.brands), ("tag", &filter.tags)] {
        if values.len() > MAX_VALUES {
            violations.add(field, format!("must be at most {MAX_VALUES}"));
        }
    }
    let values = filter.attributes.iter().filter_map(|attribute| match &attribute.wanted {
        Wanted::Values(values) => Some(values),
        Wanted::Between(..) => None,
    });
    let values = values.flatten().chain(filter.attributes.iter().map(|attribute| &attribute.code));
    for (field, mut texts) in [
        ("brand", filter.brands.iter().collect::<Vec<_>>().into_iter()),
        ("tag", filter.tags.iter().collect::<Vec<_>>().into_iter()),
        ("attributes", values.collect::<Vec<_>>().into_iter()),
    ] {
        if !texts.all(|text| is_slug(text)) {
            violations.add(field, "must be of a-z, 0-9 and single hyphens");
        }
    }
    if filter.attributes.len() > MAX_ATTRIBUTES {
        violations.add("attributes", format!("must be at most {MAX_ATTRIBUTES}"));
    }
    for (index, attribute) in filter.attributes.iter().enumerate() {
        if matches!(&attribute.wanted, Wanted::Values(values) if values.len() > MAX_VALUES) {
            violations.add("attributes", format!("must name at most {MAX_VALUES} values each"));
        }
        if filter.attributes.iter().take(index).any(|other| other.code == attribute.code) {
            violations.add("attributes", "must name each attribute once");
        }
    }
    violations
}
