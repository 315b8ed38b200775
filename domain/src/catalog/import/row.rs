//! One row, read and checked as far as it can be without the database.

use std::collections::BTreeMap;

use chrono::DateTime;
use csv::ByteRecord;
use entity::states::ProductStatus;
use serde::{Deserialize, Serialize};

use super::decimal::scaled;
use super::header::{Column, Header};
use crate::catalog::{codes as part_numbers, limits, slug};
use crate::clock::{Timestamp, whole_micros};
use crate::money;

/// Deepest category path.
pub(super) const DEPTH: usize = 8;

/// What is `None` was empty: it stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub line: u64,
    pub sku: String,
    pub slug: String,
    pub name: String,
    pub category: Option<Vec<String>>,
    pub description: Option<String>,
    pub variant: Option<String>,
    pub price_minor: i64,
    pub stock: Option<i64>,
    pub weight_g: Option<i32>,
    pub tax_rate_bp: Option<i32>,
    pub status: Option<ProductStatus>,
    /// Slug of a brand.
    #[serde(default)]
    pub brand: Option<String>,
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// Codes of attributes with the text of their values.
    #[serde(default)]
    pub attributes: Option<BTreeMap<String, String>>,
    /// Part numbers and EANs.
    #[serde(default)]
    pub codes: Option<Vec<String>>,
    #[serde(default)]
    pub publish_at: Option<Timestamp>,
    #[serde(default)]
    pub unpublish_at: Option<Timestamp>,
}

impl Row {
    /// # Errors
    /// The first reason why it cannot be taken.
    pub fn read(line: u64, header: &Header, fields: &ByteRecord, currency: &str) -> Result<Self, String> {
        let get = |column: Column| header.get(column, fields);
        let required = |column: Column| get(column)?.ok_or_else(|| format!("{} is missing", column.name()));
        let sku = required(Column::Sku)?;
        keep(Column::Sku, limits::sku(sku))?;
        let name = required(Column::Product)?;
        keep(Column::Product, limits::name(name, limits::NAME))?;
        let slug = get(Column::Slug)?.map_or_else(|| slug::slugify(name), str::to_owned);
        keep(Column::Slug, limits::slug(&slug))?;
        let description = get(Column::Description)?;
        keep(Column::Description, description.map_or(Ok(()), limits::description))?;
        let variant = get(Column::Variant)?;
        keep(Column::Variant, variant.map_or(Ok(()), |text| limits::line(text, limits::VARIANT_NAME)))?;
        let decimals = money::decimals(currency);
        let price_minor = number(Column::Price, required(Column::Price)?, decimals)?;
        keep(Column::Price, limits::price(price_minor))?;
        let optional = |column, decimals, limit: i64| match get(column)? {
            Some(text) => match number(column, text, decimals)? {
                value if value <= limit => Ok(Some(value)),
                _ => Err(format!("{} is too large", column.name())),
            },
            None => Ok(None),
        };
        let narrow = |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok());
        Ok(Self {
            line,
            sku: sku.to_owned(),
            slug,
            name: name.to_owned(),
            category: get(Column::Category)?.map(path).transpose()?,
            description: description.map(str::to_owned),
            variant: variant.map(str::to_owned),
            price_minor,
            stock: optional(Column::Stock, 0, limits::STOCK)?,
            weight_g: narrow(optional(Column::WeightG, 0, i64::from(limits::WEIGHT_G))?),
            tax_rate_bp: narrow(optional(Column::TaxRate, 2, i64::from(limits::TAX_RATE_BP))?),
            status: get(Column::Status)?.map(status).transpose()?,
            brand: get(Column::Brand)?.map(str::to_owned),
            tags: get(Column::Tags)?.map(tags).transpose()?,
            attributes: get(Column::Attributes)?.map(attributes).transpose()?,
            codes: get(Column::Codes)?.map(codes).transpose()?,
            publish_at: moment(Column::PublishAt, get(Column::PublishAt)?)?,
            unpublish_at: moment(Column::UnpublishAt, get(Column::UnpublishAt)?)?,
        })
    }
}

fn keep(column: Column, rule: Result<(), String>) -> Result<(), String> {
    rule.map_err(|message| format!("{} {message}", column.name()))
}

fn number(column: Column, text: &str, decimals: u32) -> Result<i64, String> {
    scaled(text, decimals).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        match decimals {
            0 => format!("{} is not a whole number: {shown:?}", column.name()),
            _ => {
                format!("{} is not a number with at most {decimals} decimals: {shown:?}", column.name())
            }
        }
    })
}

fn path(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = text.split('>').map(|name| name.trim().to_owned()).collect();
    if names.len() > DEPTH {
        return Err(format!("category is deeper than {DEPTH}"));
    }
    for name in &names {
        keep(Column::Category, limits::name(name, limits::CATEGORY_NAME))?;
    }
    Ok(names)
}

/// `gift,new`.
fn tags(text: &str) -> Result<Vec<String>, String> {
    let tags: Vec<String> = text.split(',').map(|tag| tag.trim().to_owned()).collect();
    if tags.len() > limits::TAGS {
        return Err(format!("tags are more than {}", limits::TAGS));
    }
    tags.iter().try_for_each(|tag| keep(Column::Tags, limits::tag(tag)))?;
    Ok(tags)
}

/// `colour:red,blue;width:12.5;washable:true`.
fn attributes(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (code, value) = part
            .split_once(':')
            .ok_or_else(|| "attributes must be like colour:red,blue;width:12.5".to_owned())?;
        keep(Column::Attributes, limits::tag(code.trim()))?;
        if found.insert(code.trim().to_owned(), value.trim().to_owned()).is_some() {
            return Err(format!("attributes name {} twice", code.trim()));
        }
    }
    Ok(found)
}

/// `TN-2110;4006381333931`, or a JSON list where a code has a semicolon.
fn codes(text: &str) -> Result<Vec<String>, String> {
    let codes: Vec<String> = match text.starts_with('[') {
        true => serde_json::from_str(text).map_err(|_| "codes are no JSON list of texts".to_owned())?,
        false => text.split(';').map(|code| code.trim().to_owned()).collect(),
    };
    part_numbers::check(&codes).map_err(|message| format!("codes {message}"))?;
    Ok(codes)
}

fn moment(column: Column, text: Option<&str>) -> Result<Option<Timestamp>, String> {
    let Some(text) = text else { return Ok(None) };
    let at = DateTime::parse_from_rfc3339(text)
        .map_err(|_| format!("{} is no moment like 2026-11-22T12:00:00Z", column.name()))?;
    let at = whole_micros(at.to_utc());
    keep(column, limits::moment(at))?;
    Ok(Some(at))
}

fn status(text: &str) -> Result<ProductStatus, String> {
    ProductStatus::ALL
        .iter()
        .copied()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| "status is none of draft, active, scheduled, archived".into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::records::Records;
    use super::*;

    fn read(text: &str) -> Result<Row, String> {
        let mut records = Records::new(text.as_bytes());
        let header = Header::read(&mut records).unwrap();
        let record = records.next(Some(header.width())).unwrap().unwrap();
        Row::read(record.line, &header, &record.fields.unwrap(), "EUR")
    }

    #[test]
    fn a_row_may_be_short() {
        let row = read("price,product,sku\n12.9, Dune Mug ,M-1\n").unwrap();
        assert_eq!((row.price_minor, row.slug.as_str(), row.line), (1_290, "dune-mug", 2));
        assert_eq!((row.stock, row.category), (None, None));
    }

    #[test]
    fn a_full_row_is_read() {
        let row = read(
            "sku,product,slug,category,description,variant,price,stock,weight_g,tax_rate,status\n\
             M-1,Mug,mug,Home > Kitchen,\"Blue,\nlarge\",XL,0.29,7,350,5.5,draft\n",
        )
        .unwrap();
        assert_eq!(row.category, Some(vec!["Home".to_owned(), "Kitchen".to_owned()]));
        assert_eq!((row.tax_rate_bp, row.weight_g, row.stock), (Some(550), Some(350), Some(7)));
        assert_eq!((row.price_minor, row.status), (29, Some(ProductStatus::Draft)));
    }

    #[test]
    fn codes_are_a_list() {
        let codes =
            |cell: &str| read(&format!("sku,product,price,codes\nM,Mug,1,{cell}\n")).map(|row| row.codes);
        let some = |all: &[&str]| Ok(Some(all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>()));
        assert_eq!(codes(""), Ok(None));
        assert_eq!(codes("TN-2110; 4006381333931"), some(&["TN-2110", "4006381333931"]));
        assert_eq!(codes(r#""[""a;b"",""c""]""#), some(&["a;b", "c"]));
        for wrong in ["a;a", "a;;b", "--", "[1]", &"x".repeat(65), &["a1;"; 41].concat()] {
            assert!(codes(wrong).unwrap_err().starts_with("codes "), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let header = "sku,product,price,stock,category,status\n";
        for (row, reason) in [
            (",Mug,1,,,", "sku is missing"),
            ("a b,Mug,1,,,", "sku must be"),
            ("M,,1,,,", "product is missing"),
            ("M,Mug,,,,", "price is missing"),
            ("M,Mug,1.234,,,", "price is not"),
            ("M,Mug,-1,,,", "price is not"),
            ("M,Mug,99999999999,,,", "price must be"),
            ("M,Mug,1,1.5,,", "stock is not"),
            ("M,Mug,1,1000000001,,", "stock is too large"),
            ("M,Mug,1,,Home >,", "category must not be empty"),
            ("M,Mug,1,,,sold", "status is none"),
        ] {
            let error = read(&format!("{header}{row}\n")).unwrap_err();
            assert!(error.starts_with(reason), "{row}: {error}");
        }
    }
}
