//! The sheet of an invoice or a credit note: letterhead, parties, dates, then table and totals, flowing over as many pages as needed.

use super::amounts::date;
use super::canvas::{ACCENT, Canvas, HAIRLINE, INK, MUTED, PAGE_HEIGHT, PAGE_WIDTH, Style};
use super::document::{InvoiceDocument, Party};
use super::fonts::{FontInUse, Typeface};
use super::text::{Measure, printable, wrap};
use super::{table, totals};

pub(super) const LEFT: f32 = 54.0;
pub(super) const RIGHT: f32 = PAGE_WIDTH - 54.0;
pub(super) const WIDTH: f32 = RIGHT - LEFT;
const TOP: f32 = 64.0;
/// Of a pixel of the logo: a column of the letterhead is as wide as the widest.
const POINTS: f32 = 0.75;
/// Left edge of the column that holds the title and the dates.
const ASIDE: f32 = 350.0;

const SMALL: Style = Style::regular(8.5, MUTED);
const FINE_PRINT: Style = Style::regular(7.5, MUTED);
const FINE_LEADING: f32 = 10.5;

/// A document being set: where the pen stands and where the page ends, in points from its top.
pub(super) struct Sheet<'a> {
    pub(super) document: &'a InvoiceDocument,
    pub(super) canvas: Canvas,
    pub(super) y: f32,
    pub(super) bottom: f32,
    footer: Vec<String>,
}

/// Draws the whole document and returns the content of its pages and their fonts, regular and bold.
/// `has_logo`: whether the file has one to show.
pub(super) fn draw(document: &InvoiceDocument, has_logo: bool) -> (Vec<Vec<u8>>, [FontInUse; 2]) {
    let measure = Measure { weight: FINE_PRINT.weight, size: FINE_PRINT.size, width: 360.0, max_lines: 3 };
    let mut footer: Vec<String> = document.footer.iter().flat_map(|line| wrap(line, measure)).collect();
    footer.truncate(8);
    // The page number takes two lines of its own on the right.
    let foot = footer.len().max(2) as f32 * FINE_LEADING;
    let mut sheet =
        Sheet { document, canvas: Canvas::new(), y: TOP, bottom: PAGE_HEIGHT - 62.0 - foot, footer };
    sheet.letterhead(has_logo);
    sheet.parties();
    table::draw(&mut sheet);
    totals::draw(&mut sheet);

    let Sheet { canvas, bottom, footer, .. } = sheet;
    let number = format!("{} {}", what(document), one_line(&document.number, FINE_PRINT, 120.0));
    canvas.finish(|canvas, page, pages| {
        let top = bottom + 14.0;
        canvas.panel(LEFT, top, WIDTH, 0.5, HAIRLINE);
        for (row, line) in footer.iter().enumerate() {
            canvas.text(LEFT, top + 13.0 + row as f32 * FINE_LEADING, line, FINE_PRINT);
        }
        canvas.text_right(RIGHT, top + 13.0, &format!("Page {page} of {pages}"), FINE_PRINT);
        canvas.text_right(RIGHT, top + 13.0 + FINE_LEADING, &number, FINE_PRINT);
    })
}

impl Sheet<'_> {
    pub(super) fn room(&self) -> f32 {
        self.bottom - self.y
    }

    /// Goes on at the top of a new page, which says what it continues.
    pub(super) fn turn_page(&mut self) {
        self.canvas.turn_page();
        let seller = one_line(&self.document.seller.name, Style::bold(9.0, ACCENT), 220.0);
        self.canvas.text(LEFT, TOP, &seller, Style::bold(9.0, ACCENT));
        let number = one_line(&self.document.number, SMALL, 120.0);
        let issued = date(self.document.issued_on);
        self.canvas.text_right(
            RIGHT,
            TOP,
            &format!("{} {number}, {issued}, continued", what(self.document)),
            SMALL,
        );
        self.y = TOP + 30.0;
    }

    fn letterhead(&mut self, has_logo: bool) {
        let seller = &self.document.seller;
        let mut y = self.y + 2.0;
        if let Some(logo) = self.document.logo.as_ref().filter(|_| has_logo) {
            let (width, height) = (logo.width as f32 * POINTS, logo.height as f32 * POINTS);
            self.canvas.logo(LEFT, TOP - 18.0, width, height);
            y += height + 4.0;
        }
        y = self.block(LEFT, y, 250.0, &seller.name, Style::bold(14.0, ACCENT), 3);
        y = self.details_of(seller, LEFT, y + 1.0, 250.0);

        self.canvas.text(ASIDE, self.y + 6.0, what(self.document), Style::bold(24.0, INK));
        let number = Style::regular(11.0, ACCENT);
        let aside = self.block(ASIDE, self.y + 26.0, RIGHT - ASIDE, &self.document.number, number, 2);
        self.y = y.max(aside) + 22.0;
    }

    fn parties(&mut self) {
        let document = self.document;
        let top = self.y;
        let width = 136.0;
        let mut y = self.party("Billed to", &document.buyer, LEFT, width);
        if let Some(recipient) = &document.ship_to {
            y = y.max(self.party("Delivered to", recipient, LEFT + width + 12.0, width));
        }

        let mut facts = match &document.credits {
            None => vec![
                ("Invoice date", date(document.issued_on)),
                ("Date of supply", date(document.supplied_on)),
            ],
            Some(credited) => vec![
                ("Date", date(document.issued_on)),
                ("For invoice", credited.number.clone()),
                ("Of", date(credited.issued_on)),
            ],
        };
        facts.push(("Order number", document.order_number.clone()));
        facts.push(("Currency", document.currency.clone()));
        let value = Style::regular(8.5, INK);
        let measure = Measure { weight: value.weight, size: value.size, width: 116.0, max_lines: 3 };
        let mut row = top;
        for (label, text) in facts {
            self.canvas.text(ASIDE, row, label, SMALL);
            for line in wrap(&text, measure) {
                self.canvas.text_right(RIGHT, row, &line, value);
                row += 12.5;
            }
            row += 3.0;
        }
        self.y = y.max(row) + 20.0;
    }

    /// Draws one party under its caption and returns where it ends.
    fn party(&mut self, caption: &str, party: &Party, x: f32, width: f32) -> f32 {
        self.canvas.text(x, self.y, caption, Style::bold(8.0, ACCENT));
        let y = self.block(x, self.y + 14.5, width, &party.name, Style::bold(9.0, INK), 3);
        self.details_of(party, x, y, width)
    }

    fn details_of(&mut self, party: &Party, x: f32, mut y: f32, width: f32) -> f32 {
        let tax_id = party.tax_id.as_ref().map(|id| format!("Tax ID {id}"));
        let address = Style::regular(8.5, INK);
        for line in party.address.iter().take(8) {
            y = self.block(x, y, width, line, address, 2);
        }
        if let Some(id) = tax_id {
            y = self.block(x, y, width, &id, address, 2);
        }
        y += 2.0;
        for line in party.contact.iter().take(4) {
            y = self.block(x, y, width, line, SMALL, 2);
        }
        y
    }

    /// Draws wrapped text from the baseline `y` on and returns the baseline after it.
    pub(super) fn block(
        &mut self,
        x: f32,
        mut y: f32,
        width: f32,
        text: &str,
        style: Style,
        max_lines: usize,
    ) -> f32 {
        for line in wrap(text, Measure { weight: style.weight, size: style.size, width, max_lines }) {
            self.canvas.text(x, y, &line, style);
            y += leading(style);
        }
        y
    }
}

/// What the paper is called.
pub(super) fn what(document: &InvoiceDocument) -> &'static str {
    if document.credits.is_some() { "Credit note" } else { "Invoice" }
}

pub(super) fn leading(style: Style) -> f32 {
    style.size * 1.2 + 2.0
}

/// Text cut to one line.
fn one_line(text: &str, style: Style, width: f32) -> String {
    let measure = Measure { weight: style.weight, size: style.size, width, max_lines: 1 };
    if Typeface::of(style.weight).width(text, style.size) <= width {
        return printable(text).into_owned();
    }
    wrap(text, measure).into_iter().next().unwrap_or_default()
}
