//! Puts drawn pages into a PDF/A-3b file: a document an archive can open in decades, to which the XML of an
//! electronic invoice may later be attached.
//!
//! Colours are calibrated (ISO 32000-1, 8.6.5.3), so no output intent is needed; fonts are embedded; metadata
//! stands in XMP. Nothing is taken from the clock or from chance: equal pages give equal bytes.

use std::io::Cursor;

use chrono::{Datelike, NaiveDate};
use image::{ImageFormat, ImageReader};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use sha2::{Digest, Sha256};

use super::RenderError;
use super::canvas::{LOGO, PAGE_HEIGHT, PAGE_WIDTH, SRGB};
use super::fonts::FontInUse;

/// Deflate's second fastest level: higher ones save a tenth of the size for twice the time.
const COMPRESSION: u8 = 2;
/// Glyph numbers are used as character identifiers as they are.
const IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// What the file says about itself. The texts must be printable.
pub(super) struct Description<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    pub(super) created_on: NaiveDate,
}

/// A JPEG, which goes into the file as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picture<'a> {
    content: &'a [u8],
    width: i32,
    height: i32,
}

impl<'a> Picture<'a> {
    /// `None` when it is no JPEG.
    pub(super) fn read(content: &'a [u8]) -> Option<Self> {
        let reader = ImageReader::with_format(Cursor::new(content), ImageFormat::Jpeg);
        let (width, height) = reader.into_dimensions().ok()?;
        Some(Self { content, width: i32::try_from(width).ok()?, height: i32::try_from(height).ok()? })
    }
}

/// Numbers of the file's objects, handed out in order.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

pub(super) fn write(
    contents: &[Vec<u8>],
    fonts: &[FontInUse],
    logo: Option<Picture<'_>>,
    description: &Description<'_>,
) -> Result<Vec<u8>, RenderError> {
    let mut pdf = Pdf::with_capacity(48 * 1024);
    let mut refs = Refs(0);
    let (catalog, tree, metadata, info) = (refs.next(), refs.next(), refs.next(), refs.next());

    let mut embedded = Vec::with_capacity(fonts.len());
    for (index, font) in fonts.iter().enumerate().filter(|(_, font)| font.glyphs.len() > 1) {
        embedded.push((format!("F{}", index + 1), embed(&mut pdf, &mut refs, font)?));
    }

    let mut identity = Sha256::new();
    let picture = logo.map(|logo| {
        identity.update(logo.content);
        let id = refs.next();
        let mut image = pdf.image_xobject(id, logo.content);
        image.filter(Filter::DctDecode);
        image.width(logo.width).height(logo.height).bits_per_component(8);
        image.color_space().srgb();
        image.finish();
        id
    });
    let mut pages = Vec::with_capacity(contents.len());
    for content in contents {
        identity.update(content);
        let (page, stream) = (refs.next(), refs.next());
        pdf.stream(stream, &compress_to_vec_zlib(content, COMPRESSION)).filter(Filter::FlateDecode);
        pdf.page(page).parent(tree).contents(stream);
        pages.push(page);
    }

    let mut root = pdf.pages(tree);
    root.kids(pages.iter().copied()).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    root.media_box(Rect::new(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT));
    let mut resources = root.resources();
    resources.color_spaces().insert(SRGB).start::<pdf_writer::writers::ColorSpace<'_>>().srgb();
    if let Some(id) = picture {
        resources.x_objects().pair(LOGO, id);
    }
    let mut names = resources.fonts();
    for (name, font) in &embedded {
        names.pair(Name(name.as_bytes()), *font);
    }
    names.finish();
    resources.finish();
    root.finish();

    pdf.stream(metadata, xmp(description).as_bytes())
        .pair(Name(b"Type"), Name(b"Metadata"))
        .pair(Name(b"Subtype"), Name(b"XML"));
    pdf.document_info(info)
        .title(TextStr(description.title))
        .author(TextStr(description.author))
        .producer(TextStr(PRODUCER))
        .creation_date(pdf_date(description.created_on));
    let mut root = pdf.catalog(catalog);
    root.pages(tree).metadata(metadata).lang(TextStr("en"));
    root.viewer_preferences().display_doc_title(true);
    root.finish();

    let digest = identity
        .chain_update(description.title)
        .chain_update(description.author)
        .chain_update(description.created_on.to_string())
        .finalize();
    let id = digest.iter().copied().take(16).collect::<Vec<u8>>();
    pdf.set_file_id((id.clone(), id));
    Ok(pdf.finish())
}

const PRODUCER: &str = "Penden";

/// Writes the glyphs in use as a composite font (ISO 32000-1, 9.7) and returns it.
fn embed(pdf: &mut Pdf, refs: &mut Refs, font: &FontInUse) -> Result<Ref, RenderError> {
    let (composite, glyphs, descriptor, file, unicode) =
        (refs.next(), refs.next(), refs.next(), refs.next(), refs.next());
    let typeface = font.typeface;
    let subset = subsetter::subset(typeface.data, 0, &font.remapper)?;
    let name = format!("{}+{}", tag(&subset), typeface.name);
    let name = Name(name.as_bytes());

    pdf.type0_font(composite)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(glyphs)
        .to_unicode(unicode);

    let mut cid = pdf.cid_font(glyphs);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
    cid.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    cid.widths().consecutive(1, font.glyphs.iter().skip(1).map(|(_, advance)| *advance));
    cid.finish();

    let face = &typeface.face;
    let bounds = face.global_bounding_box();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(
            typeface.thousandths(bounds.x_min),
            typeface.thousandths(bounds.y_min),
            typeface.thousandths(bounds.x_max),
            typeface.thousandths(bounds.y_max),
        ))
        .italic_angle(face.italic_angle())
        .ascent(typeface.thousandths(face.ascender()))
        .descent(typeface.thousandths(face.descender()))
        .cap_height(typeface.thousandths(face.capital_height().unwrap_or_default()))
        // Stem width is not in a TrueType font; readers only use it to imitate a font that is missing.
        .stem_v(80.0)
        .font_file2(file);

    let length = i32::try_from(subset.len()).unwrap_or(i32::MAX);
    pdf.stream(file, &compress_to_vec_zlib(&subset, COMPRESSION))
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), length);

    let mut map = UnicodeCmap::new(Name(b"Penden-UTF16"), IDENTITY);
    for (code, (shown, _)) in font.glyphs.iter().enumerate().skip(1) {
        map.pair(u16::try_from(code).unwrap_or(u16::MAX), *shown);
    }
    let map = map.finish();
    pdf.stream(unicode, &compress_to_vec_zlib(map.as_slice(), COMPRESSION)).filter(Filter::FlateDecode);
    Ok(composite)
}

/// Six capitals that tell this subset from others when documents are merged (ISO 32000-1, 9.6.4).
fn tag(subset: &[u8]) -> String {
    Sha256::digest(subset).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

fn pdf_date(day: NaiveDate) -> Date {
    let part = |value: u32| u8::try_from(value).unwrap_or_default();
    Date::new(u16::try_from(day.year()).unwrap_or_default())
        .month(part(day.month()))
        .day(part(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
}

/// The metadata packet of ISO 16684-1 with the PDF/A-3b claim of ISO 19005-3, 6.6.4.
fn xmp(description: &Description<'_>) -> String {
    let title = escaped(description.title);
    let author = escaped(description.author);
    let created = description.created_on.format("%Y-%m-%dT00:00:00Z");
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreateDate>{created}</xmp:CreateDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{feff}',
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
