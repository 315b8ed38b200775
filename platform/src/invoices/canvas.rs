//! Marks on pages: text, rules and panels, measured in points from the top left corner.

use pdf_writer::{Content, Name, Str};

use super::fonts::{FontInUse, Typeface, Weight};

/// A4, in points.
pub(super) const PAGE_WIDTH: f32 = 595.28;
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// The name the page resources give to sRGB.
pub(super) const SRGB: Name<'static> = Name(b"sRGB");
/// And to the shop's logo.
pub(super) const LOGO: Name<'static> = Name(b"Logo");

/// sRGB, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(u8, u8, u8);

pub(super) const INK: Colour = Colour(0x20, 0x25, 0x23);
pub(super) const MUTED: Colour = Colour(0x65, 0x6d, 0x69);
pub(super) const ACCENT: Colour = Colour(0x1f, 0x4d, 0x3a);
pub(super) const HAIRLINE: Colour = Colour(0xd9, 0xdf, 0xdb);
pub(super) const TINT: Colour = Colour(0xee, 0xf4, 0xf0);

/// How a piece of text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) colour: Colour,
}

impl Style {
    pub(super) const fn regular(size: f32, colour: Colour) -> Self {
        Self { weight: Weight::Regular, size, colour }
    }

    pub(super) const fn bold(size: f32, colour: Colour) -> Self {
        Self { weight: Weight::Bold, size, colour }
    }
}

/// One page being drawn, with the colour last set, so that it is set only when it changes.
struct Page {
    content: Content,
    colour: Option<Colour>,
}

pub(super) struct Canvas {
    pub(super) regular: FontInUse,
    pub(super) bold: FontInUse,
    finished: Vec<Page>,
    page: Page,
}

impl Canvas {
    /// Opens with an empty first page.
    pub(super) fn new() -> Self {
        Self {
            regular: FontInUse::new(Weight::Regular),
            bold: FontInUse::new(Weight::Bold),
            finished: Vec::new(),
            page: Page::blank(),
        }
    }

    pub(super) fn turn_page(&mut self) {
        let full = std::mem::replace(&mut self.page, Page::blank());
        self.finished.push(full);
    }

    /// Draws on every page once their number is known, and hands out their content. `draw` gets the page's
    /// number, from 1, and the number of pages.
    pub(super) fn finish(mut self, draw: impl Fn(&mut Self, usize, usize)) -> (Vec<Vec<u8>>, [FontInUse; 2]) {
        self.turn_page();
        let pages = std::mem::take(&mut self.finished);
        let count = pages.len();
        let mut contents = Vec::with_capacity(count);
        for (index, page) in pages.into_iter().enumerate() {
            self.page = page;
            draw(&mut self, index + 1, count);
            let drawn = std::mem::replace(&mut self.page, Page::blank());
            contents.push(drawn.content.finish().into_vec());
        }
        (contents, [self.regular, self.bold])
    }

    /// Text whose baseline starts at (`x`, `y`).
    pub(super) fn text(&mut self, x: f32, y: f32, text: &str, style: Style) {
        self.page.set_colour(style.colour);
        let (font, name) = match style.weight {
            Weight::Regular => (&mut self.regular, Name(b"F1")),
            Weight::Bold => (&mut self.bold, Name(b"F2")),
        };
        let codes = font.encode(text);
        let content = &mut self.page.content;
        content.begin_text().set_font(name, hundredths(style.size));
        content.next_line(hundredths(x), hundredths(PAGE_HEIGHT - y)).show(Str(&codes)).end_text();
    }

    /// Text whose baseline ends at (`right`, `y`).
    pub(super) fn text_right(&mut self, right: f32, y: f32, text: &str, style: Style) {
        let width = Typeface::of(style.weight).width(text, style.size);
        self.text(right - width, y, text, style);
    }

    /// Like `text_right`, in smaller type if the text is wider than `width`: an amount is never cut or wrapped.
    pub(super) fn number(&mut self, right: f32, y: f32, width: f32, text: &str, style: Style) {
        let natural = Typeface::of(style.weight).width(text, style.size);
        let size = if natural > width { style.size * width / natural } else { style.size };
        self.text_right(right, y, text, Style { size, ..style });
    }

    /// The logo, with its top left corner at (`x`, `y`).
    pub(super) fn logo(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let bottom = hundredths(PAGE_HEIGHT - y - height);
        let place = [hundredths(width), 0.0, 0.0, hundredths(height), hundredths(x), bottom];
        self.page.content.save_state().transform(place).x_object(LOGO).restore_state();
    }

    /// A filled rectangle with its top left corner at (`x`, `y`); a rule is a thin one.
    pub(super) fn panel(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.page.set_colour(colour);
        let bottom = hundredths(PAGE_HEIGHT - y - height);
        self.page.content.rect(hundredths(x), bottom, hundredths(width), hundredths(height)).fill_nonzero();
    }
}

impl Page {
    fn blank() -> Self {
        let mut content = Content::with_capacity(8 * 1024);
        content.set_fill_color_space(SRGB);
        Self { content, colour: None }
    }

    fn set_colour(&mut self, colour: Colour) {
        if self.colour != Some(colour) {
            let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
            self.content.set_fill_color([part(colour.0), part(colour.1), part(colour.2)]);
            self.colour = Some(colour);
        }
    }
}

/// A hundredth of a point is finer than any printer and keeps the numbers short.
fn hundredths(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
