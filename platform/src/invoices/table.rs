//! The table of lines. Rows stay whole; where the table goes over the page, the sum so far is carried over.

use super::amounts::{amount, quantity, rate};
use super::canvas::{ACCENT, HAIRLINE, INK, MUTED, Style};
use super::document::InvoiceLine;
use super::layout::{LEFT, RIGHT, Sheet, WIDTH, leading};
use super::text::{Measure, wrap};
use super::totals;

/// Left edge and width of the text columns; right edge and width of the number columns.
const NAME: (f32, f32) = (LEFT, 166.0);
const SKU: (f32, f32) = (LEFT + 175.0, 70.0);
const QUANTITY: (f32, f32) = (LEFT + 281.0, 32.0);
const UNIT_PRICE: (f32, f32) = (LEFT + 363.0, 73.0);
const RATE: (f32, f32) = (LEFT + 403.0, 32.0);
const AMOUNT: (f32, f32) = (RIGHT, 75.0);

const CAPTION: Style = Style::bold(7.5, ACCENT);
const NAME_STYLE: Style = Style::regular(9.0, INK);
const SKU_STYLE: Style = Style::regular(8.0, MUTED);
const NUMBER: Style = Style::regular(9.0, INK);
const SUM: Style = Style::bold(8.5, MUTED);

const HEAD_HEIGHT: f32 = 20.0;
/// Height of "Carried forward" and "Brought forward".
const CARRY_HEIGHT: f32 = 20.0;
/// Above the first baseline of a row, and below its last.
const PADDING: (f32, f32) = (14.0, 6.5);
/// Lines of a name or article number that are printed; real ones need three.
const MAX_LINES: usize = 12;

struct Row<'a> {
    line: &'a InvoiceLine,
    name: Vec<String>,
    /// Under the name.
    notes: Vec<String>,
    sku: Vec<String>,
    height: f32,
}

impl<'a> Row<'a> {
    fn new(line: &'a InvoiceLine) -> Self {
        let set = |text: &str, style: Style, width| {
            wrap(text, Measure { weight: style.weight, size: style.size, width, max_lines: MAX_LINES })
        };
        let name = set(&line.name, NAME_STYLE, NAME.1);
        let sku = set(&line.sku, SKU_STYLE, SKU.1);
        let notes: Vec<String> =
            line.notes.iter().flat_map(|note| set(note, SKU_STYLE, NAME.1)).take(MAX_LINES).collect();
        let lines = (name.len() + notes.len()).max(sku.len()).max(1);
        let height = PADDING.0 + PADDING.1 + (lines - 1) as f32 * leading(NAME_STYLE);
        Self { line, name, notes, sku, height }
    }
}

/// Draws all lines. The last one stays with the totals: it moves to the next page with them, so that totals
/// never stand under an empty table.
pub(super) fn draw(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let mode = if document.prices_include_tax { "tax included" } else { "without tax" };
    let note = format!("Amounts in {}, {mode}", document.currency);
    sheet.canvas.text_right(RIGHT, sheet.y, &note, Style::regular(7.5, MUTED));
    sheet.y += 6.0;

    let rows: Vec<Row<'_>> = document.lines.iter().chain(&document.shipping).map(Row::new).collect();
    let mut rest: f32 = rows.iter().map(|row| row.height).sum::<f32>() + totals::height(document);
    let mut sum: i128 = 0;
    let mut on_page = 0;
    head(sheet);
    for (index, row) in rows.iter().enumerate() {
        let is_last = index + 1 == rows.len();
        let fits = rest <= sheet.room() || (!is_last && row.height + CARRY_HEIGHT <= sheet.room());
        if !fits && (on_page > 0 || index == 0) {
            if on_page > 0 {
                carry(sheet, "Carried forward", sum);
            }
            sheet.turn_page();
            head(sheet);
            if index > 0 {
                carry(sheet, "Brought forward", sum);
            }
            on_page = 0;
        }
        draw_row(sheet, row);
        sum += i128::from(row.line.total_minor);
        rest -= row.height;
        on_page += 1;
    }
}

fn head(sheet: &mut Sheet<'_>) {
    let y = sheet.y + 10.0;
    let canvas = &mut sheet.canvas;
    canvas.text(NAME.0, y, "Description", CAPTION);
    canvas.text(SKU.0, y, "Article", CAPTION);
    canvas.text_right(QUANTITY.0, y, "Qty", CAPTION);
    canvas.text_right(UNIT_PRICE.0, y, "Unit price", CAPTION);
    canvas.text_right(RATE.0, y, "Tax", CAPTION);
    canvas.text_right(AMOUNT.0, y, "Amount", CAPTION);
    canvas.panel(LEFT, sheet.y + HEAD_HEIGHT - 3.0, WIDTH, 1.0, ACCENT);
    sheet.y += HEAD_HEIGHT;
}

fn draw_row(sheet: &mut Sheet<'_>, row: &Row<'_>) {
    let currency = &sheet.document.currency;
    let y = sheet.y + PADDING.0;
    let canvas = &mut sheet.canvas;
    for (step, text) in row.name.iter().enumerate() {
        canvas.text(NAME.0, y + step as f32 * leading(NAME_STYLE), text, NAME_STYLE);
    }
    for (step, text) in row.notes.iter().enumerate() {
        let below = (row.name.len() + step) as f32 * leading(NAME_STYLE);
        canvas.text(NAME.0, y + below, text, SKU_STYLE);
    }
    for (step, text) in row.sku.iter().enumerate() {
        canvas.text(SKU.0, y + step as f32 * leading(NAME_STYLE), text, SKU_STYLE);
    }
    let line = row.line;
    for ((right, width), text) in [
        (QUANTITY, quantity(line.quantity)),
        (UNIT_PRICE, amount(line.unit_price_minor.into(), currency)),
        (RATE, rate(line.tax_rate_bp)),
        (AMOUNT, amount(line.total_minor.into(), currency)),
    ] {
        canvas.number(right, y, width, &text, NUMBER);
    }
    sheet.y += row.height;
    sheet.canvas.panel(LEFT, sheet.y - 0.5, WIDTH, 0.5, HAIRLINE);
}

fn carry(sheet: &mut Sheet<'_>, caption: &str, sum: i128) {
    let y = sheet.y + 13.5;
    sheet.canvas.text(LEFT, y, caption, SUM);
    let text = amount(sum, &sheet.document.currency);
    sheet.canvas.number(AMOUNT.0, y, AMOUNT.1, &text, SUM);
    sheet.y += CARRY_HEIGHT;
    sheet.canvas.panel(LEFT, sheet.y - 0.5, WIDTH, 0.5, HAIRLINE);
}
