//! The first line: which column is where.

use std::io::Read;

use csv::ByteRecord;

use super::records::Records;
use crate::cells;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Sku,
    Product,
    Price,
    Slug,
    Category,
    Description,
    Variant,
    Stock,
    WeightG,
    TaxRate,
    Status,
    Brand,
    Tags,
    Attributes,
    Codes,
    PublishAt,
    UnpublishAt,
}

impl Column {
    const ALL: [(Column, &str); 17] = [
        (Self::Sku, "sku"),
        (Self::Product, "product"),
        (Self::Price, "price"),
        (Self::Slug, "slug"),
        (Self::Category, "category"),
        (Self::Description, "description"),
        (Self::Variant, "variant"),
        (Self::Stock, "stock"),
        (Self::WeightG, "weight_g"),
        (Self::TaxRate, "tax_rate"),
        (Self::Status, "status"),
        (Self::Brand, "brand"),
        (Self::Tags, "tags"),
        (Self::Attributes, "attributes"),
        (Self::Codes, "codes"),
        (Self::PublishAt, "publish_at"),
        (Self::UnpublishAt, "unpublish_at"),
    ];
    const REQUIRED: [(Column, &str); 3] = [Self::ALL[0], Self::ALL[1], Self::ALL[2]];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(column, _)| *column == self).map_or("", |(_, name)| name)
    }
}

#[derive(Debug)]
pub(super) struct Header(Vec<Column>);

impl Header {
    pub fn read(records: &mut Records<impl Read>) -> Result<Self> {
        let Some(record) = records.next(None)? else {
            return Err(Error::invalid("header", "the file is empty"));
        };
        let fields = record.fields.map_err(|reason| Error::invalid("header", reason))?;
        Self::of(&fields).map_err(|reason| Error::invalid("header", reason))
    }

    fn of(fields: &ByteRecord) -> Result<Self, String> {
        let mut columns = Vec::with_capacity(fields.len());
        for field in fields {
            let name = String::from_utf8_lossy(field);
            let name = name.trim();
            let known = Column::ALL.into_iter().find(|(_, known)| *known == name);
            let Some((column, _)) = known else {
                let names = Column::ALL.map(|(_, name)| name).join(", ");
                let shown: String = name.chars().take(40).collect();
                return Err(format!("there is no column {shown:?}; there are {names}"));
            };
            if columns.contains(&column) {
                return Err(format!("the column {name} stands there twice"));
            }
            columns.push(column);
        }
        match Column::REQUIRED.iter().find(|(column, _)| !columns.contains(column)) {
            Some((_, missing)) => Err(format!("the column {missing} is missing")),
            None => Ok(Self(columns)),
        }
    }

    /// How many fields each row has.
    pub fn width(&self) -> usize {
        self.0.len()
    }

    /// The field without white space around it; `None` when it is empty or there is no such column.
    pub fn get<'a>(&self, column: Column, fields: &'a ByteRecord) -> Result<Option<&'a str>, String> {
        let field = self.0.iter().position(|there| *there == column).and_then(|index| fields.get(index));
        let Some(field) = field else { return Ok(None) };
        let text = std::str::from_utf8(field).map_err(|_| format!("{} is not UTF-8", column.name()))?.trim();
        Ok((!text.is_empty()).then_some(cells::read(text)))
    }

    /// The sku as it stands there, to name a rejected row by it.
    pub fn sku(&self, fields: &ByteRecord) -> Option<String> {
        let sku = self.get(Column::Sku, fields).ok()??;
        Some(sku.chars().filter(|c| !c.is_control()).take(80).collect())
    }
}
