//! Decoding pictures and making smaller ones of them. Sides and pixels are looked at in the header, before anything is
//! decoded: a small file that claims to be huge is refused. All of it keeps a core busy, so callers are put off to the
//! threads for such work, a few at a time.
//!
//! AVIF is not made: the encoder without a C toolchain takes tens of seconds of a core for one photograph.

use std::io::Cursor;
use std::sync::LazyLock;

use bytes::Bytes;
use domain::{Error, Result};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, RgbaImage};
use tokio::sync::Semaphore;

/// Of one side.
const SIDE: u32 = 12_000;
/// Four bytes each while they are worked on, twice at most.
const PIXELS: u64 = 25_000_000;
/// What a decoder may take beside the pixels.
const ALLOC: u64 = 256 * 1024 * 1024;
/// At the same time in one process.
const AT_ONCE: usize = 2;
/// Widths that smaller ones are made in; none is wider than the picture.
const WIDTHS: [u32; 5] = [320, 640, 960, 1280, 1920];
/// What a logo has to fit into.
const LOGO: (u32, u32) = (480, 160);
const JPEG_QUALITY: u8 = 82;
const WEBP_QUALITY: f32 = 80.0;

static ROOM: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE));

/// What a file turned out to be, all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Pixels, as it is shown.
    pub width: u32,
    pub height: u32,
    /// The colour that stands for it while it loads, `#rrggbb`.
    pub color: String,
}

/// A smaller one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smaller {
    pub width: u32,
    pub height: u32,
    pub content_type: &'static str,
    pub extension: &'static str,
    pub content: Bytes,
}

/// Decodes the whole file.
///
/// # Errors
/// Refused `picture_too_large` by the header alone, `not_a_picture` when it does not decode.
pub async fn inspect(content: Bytes) -> Result<Inspected> {
    off_the_loop(move || {
        let picture = decode(&content)?;
        let color = color_of(&picture);
        Ok(Inspected { width: picture.width(), height: picture.height(), color })
    })
    .await
}

/// WebP and JPEG in several widths.
///
/// # Errors
/// As [`inspect`].
pub async fn smaller(content: Bytes) -> Result<Vec<Smaller>> {
    off_the_loop(move || {
        let picture = decode(&content)?;
        let mut made = Vec::new();
        for width in widths(picture.width()) {
            let height =
                (u64::from(picture.height()) * u64::from(width)).div_ceil(u64::from(picture.width()));
            let height = u32::try_from(height).unwrap_or(SIDE).max(1);
            let pixels = picture.resize_exact(width, height, FilterType::CatmullRom).into_rgba8();
            let of = |content_type, extension, content: Vec<u8>| Smaller {
                width,
                height,
                content_type,
                extension,
                content: content.into(),
            };
            made.push(of("image/webp", "webp", webp(&pixels)));
            made.push(of("image/jpeg", "jpg", jpeg(&pixels)?));
        }
        Ok(made)
    })
    .await
}

/// A logo, in the two formats that are wanted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeLogo {
    pub width: u32,
    pub height: u32,
    /// As transparent as it came.
    pub png: Bytes,
    /// On white.
    pub jpeg: Bytes,
}

/// The picture in [`LOGO`], never larger than it came.
///
/// # Errors
/// As [`inspect`].
pub async fn logo(content: Bytes) -> Result<MadeLogo> {
    off_the_loop(move || {
        let picture = decode(&content)?;
        let fits = picture.width() <= LOGO.0 && picture.height() <= LOGO.1;
        let pixels = if fits { picture } else { picture.resize(LOGO.0, LOGO.1, FilterType::CatmullRom) };
        let pixels = pixels.into_rgba8();
        let mut png = Cursor::new(Vec::new());
        pixels
            .write_to(&mut png, ImageFormat::Png)
            .map_err(|error| Error::Corrupt(format!("a logo could not be written as PNG: {error}")))?;
        let (width, height) = pixels.dimensions();
        Ok(MadeLogo { width, height, png: png.into_inner().into(), jpeg: jpeg(&pixels)?.into() })
    })
    .await
}

async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _room = ROOM.acquire().await.map_err(|closed| Error::unavailable("the picture workshop", closed))?;
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|panic| Error::refused("not_a_picture", format!("decoding it failed: {panic}")))?
}

/// Those of [`WIDTHS`] that are smaller than the picture, and its own if it is smaller than the largest.
fn widths(width: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|one| *one < width).collect();
    if width <= 1920 {
        widths.push(width);
    }
    widths
}

fn decode(content: &[u8]) -> Result<DynamicImage> {
    let broken = |error: image::ImageError| {
        Error::refused("not_a_picture", format!("it is no whole picture: {error}"))
    };
    let format = image::guess_format(content).map_err(broken)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(Error::refused("not_a_picture", "it is neither PNG nor JPEG, WebP or GIF"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let mut decoder = match reader.into_decoder() {
        Err(image::ImageError::Limits(_)) => return Err(too_large()),
        decoder => decoder.map_err(broken)?,
    };
    let (width, height) = decoder.dimensions();
    if width > SIDE || height > SIDE || u64::from(width) * u64::from(height) > PIXELS {
        return Err(too_large());
    }
    if width == 0 || height == 0 || decoder.total_bytes() > ALLOC {
        return Err(too_large());
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn too_large() -> Error {
    let detail = format!("a picture has at most {SIDE} pixels a side and {PIXELS} in all");
    Error::refused("picture_too_large", detail)
}

/// The mean of what can be seen; white where nothing can.
fn color_of(picture: &DynamicImage) -> String {
    let small = picture.thumbnail_exact(16, 16).into_rgba8();
    let (mut sums, mut weight) = ([0_u64; 3], 0_u64);
    for pixel in small.pixels() {
        let alpha = u64::from(pixel.0[3]);
        weight += alpha;
        for (sum, part) in sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(part) * alpha;
        }
    }
    let [red, green, blue] = sums.map(|sum| sum.checked_div(weight).unwrap_or(255));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn webp(pixels: &RgbaImage) -> Vec<u8> {
    let (width, height) = pixels.dimensions();
    webp::Encoder::from_rgba(pixels.as_raw(), width, height).encode(WEBP_QUALITY).to_vec()
}

/// JPEG has no transparency: what shines through is white.
fn jpeg(pixels: &RgbaImage) -> Result<Vec<u8>> {
    let mut flat = RgbImage::new(pixels.width(), pixels.height());
    for (to, from) in flat.pixels_mut().zip(pixels.pixels()) {
        let alpha = u16::from(from.0[3]);
        let over_white = |part: u8| ((u16::from(part) * alpha + 255 * (255 - alpha)) / 255) as u8;
        *to = Rgb([over_white(from.0[0]), over_white(from.0[1]), over_white(from.0[2])]);
    }
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, JPEG_QUALITY)
        .encode_image(&flat)
        .map_err(|error| Error::Corrupt(format!("a picture could not be written as JPEG: {error}")))?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use image::Rgba;

    use super::*;

    fn png(picture: &DynamicImage) -> Bytes {
        let mut content = Cursor::new(Vec::new());
        picture.write_to(&mut content, ImageFormat::Png).unwrap();
        content.into_inner().into()
    }

    fn refusal(error: Error) -> &'static str {
        match error {
            Error::Refused { code, .. } => code,
            error => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn smaller_ones_are_made_in_both_formats_and_none_is_wider() {
        let red = DynamicImage::ImageRgba8(RgbaImage::from_pixel(700, 350, Rgba([200, 16, 0, 255])));
        let content = png(&red);
        let inspected = inspect(content.clone()).await.unwrap();
        assert_eq!((inspected.width, inspected.height, inspected.color.as_str()), (700, 350, "#c81000"));
        let made = smaller(content).await.unwrap();
        let sizes: Vec<_> = made.iter().map(|one| (one.width, one.height, one.extension)).collect();
        let expected = [(320, 160), (640, 320), (700, 350)];
        let expected: Vec<_> =
            expected.iter().flat_map(|(w, h)| [(*w, *h, "webp"), (*w, *h, "jpg")]).collect();
        assert_eq!(sizes, expected);
        for one in made {
            let again = image::load_from_memory(&one.content).unwrap();
            assert_eq!((again.width(), again.height()), (one.width, one.height));
        }
    }

    #[tokio::test]
    async fn bombs_and_broken_files_are_refused() {
        // A header that claims 60,000 by 60,000 pixels, and next to nothing behind it.
        let mut bomb = png(&DynamicImage::new_rgba8(1, 1)).to_vec();
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let checksum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(refusal(inspect(bomb.into()).await.unwrap_err()), "picture_too_large");
        // Within the sides, beyond the pixels.
        let mut wide = png(&DynamicImage::new_rgba8(1, 1)).to_vec();
        wide[16..24].copy_from_slice(&[0, 0, 0x1f, 0x40, 0, 0, 0x1f, 0x40]);
        let checksum = crc(&wide[12..29]);
        wide[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(refusal(inspect(wide.into()).await.unwrap_err()), "picture_too_large");

        let whole = png(&DynamicImage::new_rgba8(64, 64));
        let half = whole.slice(..whole.len() / 2);
        for broken in [half, Bytes::from_static(b"%PDF-1.7"), Bytes::new()] {
            assert_eq!(refusal(inspect(broken).await.unwrap_err()), "not_a_picture");
        }
    }

    /// CRC-32 as PNG has it (annex D).
    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
            })
        };
        !bytes.iter().fold(u32::MAX, step)
    }
}
