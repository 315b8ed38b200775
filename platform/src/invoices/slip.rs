//! The packing slip: whom the parcel goes to, and what is in it, flowing over as many pages as needed.

use domain::invoices::{PackingSlip, Party, SlipLine, SlipPart};

use super::amounts::{date, quantity};
use super::canvas::{ACCENT, Canvas, HAIRLINE, INK, MUTED, PAGE_HEIGHT, Style};
use super::fonts::FontInUse;
use super::layout::{LEFT, RIGHT, WIDTH, leading};
use super::text::{Measure, wrap};

const TOP: f32 = 64.0;
/// Where the last row of a page ends at the latest.
const BOTTOM: f32 = PAGE_HEIGHT - 90.0;
const ASIDE: f32 = 350.0;
/// Left edges and widths of the columns; the right edges of the numbers.
const NAME: (f32, f32) = (LEFT, 250.0);
const SKU: (f32, f32) = (LEFT + 260.0, 110.0);
const ORDERED: f32 = RIGHT - 60.0;
const PACKED: f32 = RIGHT;

const CAPTION: Style = Style::bold(7.5, ACCENT);
const TEXT: Style = Style::regular(9.0, INK);
const SMALL: Style = Style::regular(8.5, MUTED);
const FINE: Style = Style::regular(7.5, MUTED);

/// Draws the whole slip and returns the content of its pages and their fonts, regular and bold.
pub(super) fn draw(slip: &PackingSlip) -> (Vec<Vec<u8>>, [FontInUse; 2]) {
    let mut canvas = Canvas::new();
    let mut y = head(&mut canvas, slip);
    y = captions(&mut canvas, y);
    for line in &slip.lines {
        let (name, sku) = (set(&line.name, TEXT, NAME.1), set(&line.sku, SMALL, SKU.1));
        let height = 20.0 + name.len().max(sku.len()).max(1).saturating_sub(1) as f32 * leading(TEXT);
        if y + height > BOTTOM {
            canvas.turn_page();
            y = captions(&mut canvas, TOP);
        }
        row(&mut canvas, y, line, &name, &sku);
        y += height;
        for part in &line.parts {
            y = contained(&mut canvas, y, part);
        }
        canvas.panel(LEFT, y - 0.5, WIDTH, 0.5, HAIRLINE);
    }
    canvas.finish(|canvas, page, pages| {
        let top = BOTTOM + 14.0;
        canvas.panel(LEFT, top, WIDTH, 0.5, HAIRLINE);
        for (index, line) in slip.footer.iter().take(4).enumerate() {
            for text in set(line, FINE, 360.0).into_iter().take(1) {
                canvas.text(LEFT, top + 13.0 + index as f32 * 10.5, &text, FINE);
            }
        }
        canvas.text_right(RIGHT, top + 13.0, &format!("Page {page} of {pages}"), FINE);
        canvas.text_right(RIGHT, top + 23.5, &format!("Packing slip {}", slip.number), FINE);
    })
}

fn set(text: &str, style: Style, width: f32) -> Vec<String> {
    wrap(text, Measure { weight: style.weight, size: style.size, width, max_lines: 6 })
}

/// Seller, title, recipient and facts. Returns where the table begins.
fn head(canvas: &mut Canvas, slip: &PackingSlip) -> f32 {
    let mut y = block(canvas, LEFT, TOP, 250.0, &slip.seller.name, Style::bold(14.0, ACCENT));
    for line in slip.seller.address.iter().chain(&slip.seller.contact).take(8) {
        y = block(canvas, LEFT, y, 250.0, line, SMALL);
    }
    canvas.text(ASIDE, TOP + 4.0, "Packing slip", Style::bold(22.0, INK));
    block(canvas, ASIDE, TOP + 24.0, RIGHT - ASIDE, &slip.number, Style::regular(11.0, ACCENT));
    let top = y + 24.0;
    canvas.text(LEFT, top, "Ship to", Style::bold(8.0, ACCENT));
    let left = recipient(canvas, top + 14.5, &slip.recipient);
    let facts = [
        ("Order number", Some(slip.order_number.clone())),
        ("Shipped on", Some(date(slip.shipped_on))),
        ("Carrier", slip.carrier.clone()),
        ("Tracking", slip.tracking.clone()),
    ];
    let mut right = top;
    for (label, text) in facts.into_iter().filter_map(|(label, text)| Some((label, text?))) {
        canvas.text(ASIDE, right, label, SMALL);
        for line in set(&text, TEXT, 116.0) {
            canvas.text_right(RIGHT, right, &line, TEXT);
            right += 12.5;
        }
        right += 3.0;
    }
    left.max(right) + 20.0
}

fn recipient(canvas: &mut Canvas, y: f32, party: &Party) -> f32 {
    let mut y = block(canvas, LEFT, y, 250.0, &party.name, Style::bold(10.0, INK));
    for line in party.address.iter().take(8) {
        y = block(canvas, LEFT, y, 250.0, line, Style::regular(10.0, INK));
    }
    y
}

fn captions(canvas: &mut Canvas, y: f32) -> f32 {
    let baseline = y + 10.0;
    canvas.text(NAME.0, baseline, "Description", CAPTION);
    canvas.text(SKU.0, baseline, "Article", CAPTION);
    canvas.text_right(ORDERED, baseline, "Ordered", CAPTION);
    canvas.text_right(PACKED, baseline, "In this parcel", CAPTION);
    canvas.panel(LEFT, y + 17.0, WIDTH, 1.0, ACCENT);
    y + 20.0
}

fn row(canvas: &mut Canvas, y: f32, line: &SlipLine, name: &[String], sku: &[String]) {
    let baseline = y + 14.0;
    for (step, text) in name.iter().enumerate() {
        canvas.text(NAME.0, baseline + step as f32 * leading(TEXT), text, TEXT);
    }
    for (step, text) in sku.iter().enumerate() {
        canvas.text(SKU.0, baseline + step as f32 * leading(TEXT), text, SMALL);
    }
    canvas.number(ORDERED, baseline, 50.0, &quantity(line.ordered), SMALL);
    canvas.number(PACKED, baseline, 50.0, &quantity(line.quantity), Style::bold(9.0, INK));
}

/// A part of a bundle, below it; on the next page when this one is full.
fn contained(canvas: &mut Canvas, y: f32, part: &SlipPart) -> f32 {
    let indent = 14.0;
    let (name, sku) = (set(&part.name, SMALL, NAME.1 - indent), set(&part.sku, SMALL, SKU.1));
    let height = name.len().max(sku.len()).max(1) as f32 * leading(SMALL) + 2.0;
    let y = if y + height > BOTTOM {
        canvas.turn_page();
        captions(canvas, TOP)
    } else {
        y
    };
    for (step, text) in name.iter().enumerate() {
        canvas.text(NAME.0 + indent, y + 8.0 + step as f32 * leading(SMALL), text, SMALL);
    }
    for (step, text) in sku.iter().enumerate() {
        canvas.text(SKU.0, y + 8.0 + step as f32 * leading(SMALL), text, SMALL);
    }
    canvas.number(PACKED, y + 8.0, 50.0, &quantity(part.quantity), SMALL);
    y + height
}

fn block(canvas: &mut Canvas, x: f32, mut y: f32, width: f32, text: &str, style: Style) -> f32 {
    for line in set(text, style, width).into_iter().take(2) {
        canvas.text(x, y, &line, style);
        y += leading(style);
    }
    y
}
