//! The fields of the index. Nothing is stored: columns tell what ranking and counting need.

use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, JsonObjectOptions, OwnedValue, STRING, Schema,
    TextFieldIndexing, TextOptions,
};
use tantivy::{Index, TantivyDocument};

use crate::document::Document;
use crate::text::{self, Folded, Stems};

/// Between a facet and its value.
pub(crate) const SEPARATOR: char = '\u{1f}';
/// Words of a title that ranking looks at.
const TITLE_WORDS: usize = 24;
/// Attributes of a document that ranking looks at.
const SHAPE: usize = 64;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub id: Field,
    pub id_high: Field,
    pub id_low: Field,
    pub title: Field,
    pub brand: Field,
    pub category: Field,
    pub description: Field,
    pub attributes: Field,
    /// Part numbers and EANs without what stands between their letters and digits.
    pub codes: Field,
    /// The words of titles, brands and categories as they are written: the dictionary of corrections and suggestions.
    pub words: Field,
    /// `facet SEPARATOR value`.
    pub keys: Field,
    pub numbers: Field,
    pub price: Field,
    pub in_stock: Field,
    pub created_at: Field,
    pub visible_from: Field,
    pub visible_to: Field,
    /// Hashes of the stems of the title, in order, without those of the brand at its beginning.
    pub title_words: Field,
    /// Hashes of the names of the attributes: documents of one kind have the same ones.
    pub shape: Field,
}

pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |tokenizer: &str, option, has_length: bool| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(option)
            .set_fieldnorms(has_length);
        TextOptions::default().set_indexing_options(indexing)
    };
    let prose = || text("stems", IndexRecordOption::WithFreqs, true);
    let name = || text("stems", IndexRecordOption::WithFreqs, true);
    let fields = Fields {
        id: schema.add_bytes_field("id", BytesOptions::default().set_indexed()),
        id_high: schema.add_u64_field("id_high", FAST),
        id_low: schema.add_u64_field("id_low", FAST),
        title: schema.add_text_field("title", name()),
        brand: schema.add_text_field("brand", name()),
        category: schema.add_text_field("category", name()),
        description: schema.add_text_field("description", prose()),
        attributes: schema.add_text_field("attributes", prose()),
        codes: schema.add_text_field("codes", STRING),
        words: schema.add_text_field("words", text("folded", IndexRecordOption::Basic, false)),
        keys: schema.add_text_field("keys", TextOptions::default().set_fast("raw")),
        numbers: schema.add_json_field("numbers", JsonObjectOptions::default().set_fast("raw")),
        price: schema.add_i64_field("price", FAST),
        in_stock: schema.add_bool_field("in_stock", FAST),
        created_at: schema.add_i64_field("created_at", FAST),
        visible_from: schema.add_i64_field("visible_from", FAST),
        visible_to: schema.add_i64_field("visible_to", FAST),
        title_words: schema.add_u64_field("title_words", FAST),
        shape: schema.add_u64_field("shape", FAST),
    };
    (schema.build(), fields)
}

pub(crate) fn register(index: &Index) {
    index.tokenizers().register("stems", Stems);
    index.tokenizers().register("folded", Folded);
}

impl Fields {
    pub fn row(&self, document: &Document) -> TantivyDocument {
        let mut row = TantivyDocument::new();
        let (high, low) = document.id.as_u64_pair();
        row.add_bytes(self.id, document.id.as_bytes());
        row.add_u64(self.id_high, high);
        row.add_u64(self.id_low, low);
        row.add_text(self.title, &document.title);
        row.add_text(self.brand, &document.brand);
        row.add_text(self.category, &document.category);
        row.add_text(self.description, &document.description);
        for attribute in &document.attributes {
            row.add_text(self.attributes, attribute);
        }
        for code in document.codes.iter().filter_map(|code| text::code(code)) {
            row.add_text(self.codes, code);
        }
        for words in [&document.title, &document.brand, &document.category] {
            row.add_text(self.words, words);
        }
        for (facet, value) in &document.keys {
            row.add_text(self.keys, format!("{facet}{SEPARATOR}{value}"));
        }
        if !document.numbers.is_empty() {
            let numbers = document.numbers.iter();
            let numbers = numbers.map(|(facet, number)| (facet.clone(), OwnedValue::I64(*number))).collect();
            row.add_object(self.numbers, numbers);
        }
        if let Some(price) = document.price {
            row.add_i64(self.price, price);
        }
        row.add_bool(self.in_stock, document.in_stock);
        row.add_i64(self.created_at, document.created_at);
        row.add_i64(self.visible_from, document.visible.0);
        row.add_i64(self.visible_to, document.visible.1);
        for word in title_words(document) {
            row.add_u64(self.title_words, word);
        }
        for part in shape(document) {
            row.add_u64(self.shape, part);
        }
        row
    }
}

fn title_words(document: &Document) -> impl Iterator<Item = u64> {
    let (title, brand) = (text::stems(&document.title), text::stems(&document.brand));
    let begins_with_brand = !brand.is_empty() && title.len() > brand.len() && title.starts_with(&brand);
    let skip = if begins_with_brand { brand.len() } else { 0 };
    title.into_iter().skip(skip).take(TITLE_WORDS).map(|stem| text::hash(&stem))
}

/// Facets of any kind, sorted.
fn shape(document: &Document) -> Vec<u64> {
    let mut shape: Vec<u64> = document.shape.iter().map(|name| text::hash(name) & 0xffff).collect();
    shape.sort_unstable();
    shape.dedup();
    // Those with the least hashes are a fair sample of all, and the same one for products of one kind.
    shape.truncate(SHAPE);
    shape
}
