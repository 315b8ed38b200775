//! Noto Sans in two weights, and the glyphs one document takes from it.
//!
//! The faces are parsed once per process; a document embeds only the glyphs it shows. There is no shaping: the
//! Latin, Greek and Cyrillic scripts do not need it, and scripts that do are not in this font.

use std::sync::OnceLock;

use subsetter::GlyphRemapper;
use ttf_parser::Face;

/// Shown for a character the font lacks: the replacement character itself, a question mark in a diamond.
const REPLACEMENT: char = '\u{fffd}';
/// Characters below this are looked up in a table, the rest in the font. It covers the scripts of Europe,
/// punctuation, currency signs and letter-like symbols.
const TABLE_END: u32 = 0x2200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A glyph of the full font. `advance` is in thousandths of the type size, `shown` the character a reader gets
/// when the text is copied.
#[derive(Debug, Clone, Copy)]
struct Glyph {
    id: u16,
    advance: f32,
    shown: char,
}

pub(super) struct Typeface {
    pub(super) name: &'static str,
    pub(super) data: &'static [u8],
    pub(super) face: Face<'static>,
    table: Vec<Glyph>,
    replacement: Glyph,
}

impl Typeface {
    pub(super) fn of(weight: Weight) -> &'static Self {
        static REGULAR: OnceLock<Typeface> = OnceLock::new();
        static BOLD: OnceLock<Typeface> = OnceLock::new();
        match weight {
            Weight::Regular => REGULAR.get_or_init(|| Self::parse("NotoSans-Regular", notosans::REGULAR_TTF)),
            Weight::Bold => BOLD.get_or_init(|| Self::parse("NotoSans-Bold", notosans::BOLD_TTF)),
        }
    }

    fn parse(name: &'static str, data: &'static [u8]) -> Self {
        let face = Face::parse(data, 0).expect("the pinned font file is a valid TrueType font");
        let replacement = lookup(&face, REPLACEMENT).expect("the pinned font has a replacement character");
        let table = (0..TABLE_END)
            .map(|code| char::from_u32(code).and_then(|shown| lookup(&face, shown)).unwrap_or(replacement))
            .collect();
        Self { name, data, face, table, replacement }
    }

    fn glyph(&self, shown: char) -> Glyph {
        match self.table.get(shown as usize) {
            Some(glyph) => *glyph,
            None => lookup(&self.face, shown).unwrap_or(self.replacement),
        }
    }

    /// Width of one character, in points.
    pub(super) fn advance(&self, shown: char, size: f32) -> f32 {
        self.glyph(shown).advance * size / 1000.0
    }

    /// Width of a line of text, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|shown| self.glyph(shown).advance).sum::<f32>() * size / 1000.0
    }

    /// A measure in font units as thousandths of the type size, the unit of PDF.
    pub(super) fn thousandths(&self, units: i16) -> f32 {
        f32::from(units) * 1000.0 / f32::from(self.face.units_per_em())
    }
}

fn lookup(face: &Face<'_>, shown: char) -> Option<Glyph> {
    let id = face.glyph_index(shown).filter(|id| id.0 != 0)?;
    let advance = f32::from(face.glyph_hor_advance(id)?) * 1000.0 / f32::from(face.units_per_em());
    Some(Glyph { id: id.0, advance, shown })
}

/// The glyphs a document took from one typeface, numbered in the order they first appeared. That order depends
/// on the text alone, so equal documents get equal fonts.
pub(super) struct FontInUse {
    pub(super) typeface: &'static Typeface,
    pub(super) remapper: GlyphRemapper,
    /// Character and advance of each new glyph number; number 0 is the font's blank for "no such glyph".
    pub(super) glyphs: Vec<(char, f32)>,
}

impl FontInUse {
    pub(super) fn new(weight: Weight) -> Self {
        let typeface = Typeface::of(weight);
        Self { typeface, remapper: GlyphRemapper::new(), glyphs: vec![(REPLACEMENT, 0.0)] }
    }

    /// The text as two-byte glyph numbers of the embedded subset.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut codes = Vec::with_capacity(text.len() * 2);
        for shown in text.chars() {
            let glyph = self.typeface.glyph(shown);
            let code = self.remapper.remap(glyph.id);
            if usize::from(code) == self.glyphs.len() {
                self.glyphs.push((glyph.shown, glyph.advance));
            }
            codes.extend(code.to_be_bytes());
        }
        codes
    }
}
