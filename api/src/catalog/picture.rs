//! Recognises a picture by its first bytes and finds its size. Does not decode it: whether the rest is whole shows in
//! the browser, and no decoder means no decoder to attack.

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub content_type: &'static str,
    pub extension: &'static str,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

impl Picture {
    /// `None` when it is no picture of a kind that is taken, or has no size.
    pub fn read(file: &[u8]) -> Option<Self> {
        let (content_type, extension, size) = if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            ("image/png", "png", png(file)?)
        } else if file.starts_with(b"\xff\xd8\xff") {
            ("image/jpeg", "jpg", jpeg(file)?)
        } else if file.starts_with(b"GIF87a") || file.starts_with(b"GIF89a") {
            ("image/gif", "gif", (u32::from(little16(file, 6)?), u32::from(little16(file, 8)?)))
        } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
            ("image/webp", "webp", webp(file)?)
        } else {
            ("image/svg+xml", "svg", svg(file)?)
        };
        let (width, height) = (i32::try_from(size.0).ok()?, i32::try_from(size.1).ok()?);
        (width > 0 && height > 0).then_some(Self { content_type, extension, width, height })
    }
}

type Size = (u32, u32);

fn bytes<const N: usize>(file: &[u8], at: usize) -> Option<[u8; N]> {
    file.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn little16(file: &[u8], at: usize) -> Option<u16> {
    bytes(file, at).map(u16::from_le_bytes)
}

fn big16(file: &[u8], at: usize) -> Option<u16> {
    bytes(file, at).map(u16::from_be_bytes)
}

/// The header chunk comes first (PNG specification, 11.2.2).
fn png(file: &[u8]) -> Option<Size> {
    if file.get(12..16)? != b"IHDR" {
        return None;
    }
    Some((u32::from_be_bytes(bytes(file, 16)?), u32::from_be_bytes(bytes(file, 20)?)))
}

/// The size is in the frame header (ITU-T T.81, B.2.2), behind any number of other segments.
fn jpeg(file: &[u8]) -> Option<Size> {
    let mut at = 2;
    loop {
        if *file.get(at)? != 0xff {
            return None;
        }
        match *file.get(at + 1)? {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            // The picture itself begins, and no frame was seen.
            0xd9 | 0xda => return None,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((u32::from(big16(file, at + 7)?), u32::from(big16(file, at + 5)?)));
            }
            _ => {
                let length = usize::from(big16(file, at + 2)?);
                if length < 2 {
                    return None;
                }
                at += 2 + length;
            }
        }
    }
}

/// Lossy, lossless and extended files say it differently (RFC 9649, 2).
fn webp(file: &[u8]) -> Option<Size> {
    match file.get(12..16)? {
        b"VP8 " => {
            if file.get(23..26)? != b"\x9d\x01\x2a" {
                return None;
            }
            Some((u32::from(little16(file, 26)? & 0x3fff), u32::from(little16(file, 28)? & 0x3fff)))
        }
        b"VP8L" => {
            if *file.get(20)? != 0x2f {
                return None;
            }
            let bits = u32::from_le_bytes(bytes(file, 21)?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |at| bytes::<3>(file, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]) + 1);
            Some((side(24)?, side(27)?))
        }
        _ => None,
    }
}

/// From `width` and `height` in pixels, otherwise from the view box. XML before the root is skipped.
fn svg(file: &[u8]) -> Option<Size> {
    let text = std::str::from_utf8(file).ok()?.trim_start_matches('\u{feff}').trim_start();
    let start = root(text)?;
    let tag = &text[start..start + text[start..].find('>')?];
    let pixels = |name| attribute(tag, name)?.trim_end_matches("px").trim().parse::<f64>().ok();
    let (width, height) = match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let view = attribute(tag, "viewBox")?;
            let numbers: Vec<f64> =
                view.split([' ', ',', '\n', '\t']).filter_map(|number| number.parse().ok()).collect();
            match numbers[..] {
                [_, _, width, height] => (width, height),
                _ => return None,
            }
        }
    };
    let whole = |side: f64| (1.0..=1e6).contains(&side).then(|| side.round() as u32);
    Some((whole(width)?, whole(height)?))
}

/// Where `<svg` begins, behind declarations and comments.
fn root(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = &text[at..];
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            let name = rest.strip_prefix("<svg")?;
            return name.starts_with(|c: char| c.is_whitespace() || c == '>').then_some(at);
        };
        at += rest.find(end)? + end.len();
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(found) = tag[from..].find(name) {
        let at = from + found;
        from = at + name.len();
        let begins = tag[..at].ends_with(char::is_whitespace);
        let Some(value) = tag[from..].trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        if let (true, Some(quote @ ('"' | '\''))) = (begins, value.chars().next()) {
            return value[1..].split(quote).next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(file: &[u8]) -> Option<(&'static str, i32, i32)> {
        Picture::read(file).map(|picture| (picture.extension, picture.width, picture.height))
    }

    #[test]
    fn pictures_are_recognised_by_their_content() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06";
        assert_eq!(size(png), Some(("png", 640, 480)));
        let gif = b"GIF89a\x80\x02\xe0\x01\0\0\0";
        assert_eq!(size(gif), Some(("gif", 640, 480)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03";
        assert_eq!(size(jpeg), Some(("jpg", 640, 480)));
        let extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
        assert_eq!(size(extended), Some(("webp", 640, 480)));
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\0";
        assert_eq!(size(lossless), Some(("webp", 640, 480)));
        let svg = br#"<?xml version="1.0"?><!-- a > b --><svg stroke-width="2" width="64px" height='48'>"#;
        assert_eq!(size(svg), Some(("svg", 64, 48)));
        assert_eq!(size(br#"<svg viewBox="0 0 800 1000"></svg>"#), Some(("svg", 800, 1000)));
    }

    #[test]
    fn everything_else_is_not_a_picture() {
        for file in [
            &b""[..],
            b"<html><svg width=\"1\" height=\"1\">",
            b"<svg>",
            b"<svgx width=\"1\" height=\"1\">",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0\0\0",
            b"\xff\xd8\xff\xda",
            b"RIFF\0\0\0\0WEBPVP8 ",
            b"GIF89a\0\0\0\0",
            b"%PDF-1.7",
        ] {
            assert_eq!(Picture::read(file), None, "{}", String::from_utf8_lossy(file));
        }
    }
}
