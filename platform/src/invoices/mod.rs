//! Invoices, credit notes and packing slips as PDF files: A4, in English, ready for an archive (PDF/A-3b).
//!
//! `render` sets what an `InvoiceDocument` says and checks none of it: taxes and totals are the domain's. It
//! reads no file, no clock and no setting; the same document always gives the same bytes. Scripts other than
//! Latin, Greek and Cyrillic are not in the font: their characters show as a question mark in a diamond.

mod amounts;
mod archive;
mod canvas;
mod fonts;
mod layout;
mod slip;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod totals;

use domain::invoices as document;
use domain::invoices::{InvoiceDocument, InvoiceRenderer, PackingSlip};

/// Why no PDF came out. It is a defect of this program, never of the document: trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the invoice font could not be cut down to the glyphs in use")]
    Font(#[from] subsetter::Error),
}

/// Renders an invoice as a PDF file of about 20 kB, in well under a millisecond for an everyday order.
/// `logo` is a JPEG; one that is none is left out.
pub fn render(document: &InvoiceDocument, logo: Option<&[u8]>) -> Result<Vec<u8>, RenderError> {
    let logo = logo.and_then(archive::Picture::read);
    let (contents, fonts) = layout::draw(document, logo.is_some());
    let title = text::printable(&document.number);
    let author = text::printable(&document.seller.name);
    let description = archive::Description {
        title: &format!("{} {title}", layout::what(document)),
        author: &author,
        created_on: document.issued_on,
    };
    archive::write(&contents, &fonts, logo, &description)
}

/// Renders a packing slip, in the same way.
pub fn render_slip(slip: &PackingSlip) -> Result<Vec<u8>, RenderError> {
    let (contents, fonts) = slip::draw(slip);
    let title = text::printable(&slip.number);
    let author = text::printable(&slip.seller.name);
    let description = archive::Description {
        title: &format!("Packing slip {title}"),
        author: &author,
        created_on: slip.shipped_on,
    };
    archive::write(&contents, &fonts, None, &description)
}

/// The renderer behind the domain's port.
#[derive(Debug, Clone, Copy, Default)]
pub struct PdfRenderer;

impl InvoiceRenderer for PdfRenderer {
    fn render(&self, document: &InvoiceDocument, logo: Option<&[u8]>) -> domain::Result<Vec<u8>> {
        render(document, logo).map_err(|error| domain::Error::Corrupt(error.to_string()))
    }

    fn render_slip(&self, slip: &PackingSlip) -> domain::Result<Vec<u8>> {
        render_slip(slip).map_err(|error| domain::Error::Corrupt(error.to_string()))
    }
}
