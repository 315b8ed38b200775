//! What ranking, filtering and counting read of a document, segment by segment.

use std::ops::Bound;

use tantivy::SegmentReader;
use tantivy::columnar::{Column, StrColumn};
use uuid::Uuid;

pub(crate) struct Columns {
    id_high: Column<u64>,
    id_low: Column<u64>,
    visible_from: Column<i64>,
    visible_to: Column<i64>,
    pub price: Column<i64>,
    pub created_at: Column<i64>,
    in_stock: Column<bool>,
    title_words: Column<u64>,
    shape: Column<u64>,
    pub keys: Option<StrColumn>,
}

impl Columns {
    pub fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            id_high: fast.u64("id_high")?,
            id_low: fast.u64("id_low")?,
            visible_from: fast.i64("visible_from")?,
            visible_to: fast.i64("visible_to")?,
            price: fast.i64("price")?,
            created_at: fast.i64("created_at")?,
            in_stock: fast.bool("in_stock")?,
            title_words: fast.u64("title_words")?,
            shape: fast.u64("shape")?,
            keys: fast.str("keys")?,
        })
    }

    /// A facet that is a number; `None` where no document of the segment has it.
    pub fn number(&self, segment: &SegmentReader, facet: &str) -> tantivy::Result<Option<Column<i64>>> {
        if facet == "price" {
            return Ok(Some(self.price.clone()));
        }
        segment.fast_fields().column_opt::<i64>(&format!("numbers.{facet}"))
    }

    pub fn id(&self, doc: u32) -> Uuid {
        let part = |column: &Column<u64>| column.first(doc).unwrap_or_default();
        Uuid::from_u64_pair(part(&self.id_high), part(&self.id_low))
    }

    pub fn is_visible(&self, doc: u32, now: i64) -> bool {
        self.visible_from.first(doc).is_some_and(|from| from <= now)
            && self.visible_to.first(doc).is_some_and(|to| now < to)
    }

    pub fn is_in_stock(&self, doc: u32) -> bool {
        self.in_stock.first(doc).unwrap_or_default()
    }

    pub fn title_words(&self, doc: u32) -> Vec<u32> {
        self.title_words.values_for_doc(doc).map(|word| u32::try_from(word).unwrap_or_default()).collect()
    }

    /// Sorted.
    pub fn shape(&self, doc: u32) -> Vec<u16> {
        self.shape.values_for_doc(doc).map(|part| u16::try_from(part).unwrap_or_default()).collect()
    }

    /// The ordinals of these values of a facet, sorted; values that no document of the segment has are left out.
    pub fn ordinals(&self, keys: &[String]) -> tantivy::Result<Vec<u64>> {
        let Some(column) = &self.keys else { return Ok(Vec::new()) };
        let mut ordinals = Vec::with_capacity(keys.len());
        for key in keys {
            ordinals.extend(column.dictionary().term_ord(key.as_bytes())?);
        }
        ordinals.sort_unstable();
        Ok(ordinals)
    }

    /// The ordinals of all values of a facet.
    pub fn ordinals_of(&self, facet: &str) -> tantivy::Result<(u64, u64)> {
        let Some(column) = &self.keys else { return Ok((0, 0)) };
        let least = format!("{facet}{}", crate::schema::SEPARATOR);
        let most = format!("{facet}{}", '\u{20}');
        let (from, to) = column
            .dictionary()
            .term_bounds_to_ord(Bound::Included(least.as_bytes()), Bound::Excluded(most.as_bytes()))?;
        let first = |bound, all| match bound {
            Bound::Included(ordinal) => ordinal,
            Bound::Excluded(ordinal) => ordinal,
            Bound::Unbounded => all,
        };
        Ok((first(from, 0), first(to, column.num_terms() as u64)))
    }
}
