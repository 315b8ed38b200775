//! Importing products.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, bail};
use domain::catalog::import::lines::{self, LineSettings};
use domain::catalog::import::{self, ImportReport};
use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use platform::Services;

/// How a file is imported.
pub struct Options {
    /// Rejected rows that are shown at most.
    pub show: usize,
    /// For lines that do not say how many there are.
    pub stock: Option<i64>,
    /// Begins at the first line, whatever an import before did.
    pub anew: bool,
}

/// Imports the file with a progress bar and reports the rows that were not accepted. Fails if there were any, after
/// importing the others.
pub async fn products(services: &Services, file: &Path, options: &Options) -> anyhow::Result<()> {
    let report = match is_lines(file) {
        true => of_lines(services, file, options).await?,
        false => of_rows(services, file).await?,
    };
    println!(
        "{} created, {} updated, {} unchanged, {} rejected",
        report.created, report.updated, report.unchanged, report.rejected_total
    );
    for row in report.rejected.iter().take(options.show) {
        println!(
            "  line {}{}: {}",
            row.line,
            row.sku.as_ref().map(|sku| format!(" ({sku})")).unwrap_or_default(),
            row.reason
        );
    }
    if report.rejected_total > 0 {
        bail!("{} rows were rejected; mend them and import the file again", report.rejected_total);
    }
    Ok(())
}

/// By the name: everything else is a table.
fn is_lines(file: &Path) -> bool {
    let name = file.to_string_lossy().to_lowercase();
    let bare = name.strip_suffix(".gz").unwrap_or(&name);
    [".jsonl", ".ndjson"].iter().any(|end| bare.ends_with(end))
}

async fn of_rows(services: &Services, file: &Path) -> anyhow::Result<ImportReport> {
    let open = || format!("{} cannot be read", file.display());
    let source = File::open(file).with_context(open)?;
    let size = source.metadata().with_context(open)?.len();
    let bar = bar(size, "{bar:32} {bytes}/{total_bytes}  {msg}  {eta} left");
    let counted = bar.wrap_read(source);
    let shop = services.shop();
    let report = import::import_csv(&services.store, counted, &shop.currency, |progress| {
        bar.set_message(format!("{} rows", progress.rows));
    })
    .await?;
    bar.finish_and_clear();
    Ok(report)
}

async fn of_lines(services: &Services, file: &Path, options: &Options) -> anyhow::Result<ImportReport> {
    let settings =
        LineSettings { currency: services.shop().currency.clone(), stock: options.stock, anew: options.anew };
    File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let open = || -> std::io::Result<Box<dyn BufRead + Send>> {
        let source = File::open(file)?;
        Ok(match file.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz")) {
            true => Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(source))),
            false => Box::new(BufReader::with_capacity(1 << 18, source)),
        })
    };
    let bar = bar(0, "{bar:32} {human_pos}/{human_len} lines, {per_sec}, {eta} left");
    let report = lines::import_lines(&services.store, open, &settings, |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.lines);
    })
    .await?;
    let (seconds, rows) = (bar.elapsed().as_secs_f64(), report.created + report.updated + report.unchanged);
    bar.finish_and_clear();
    println!("{rows} products in {seconds:.1} s, {:.0} a second", rows as f64 / seconds.max(0.001));
    Ok(report)
}

fn bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the template is well-formed");
    ProgressBar::new(length).with_style(style)
}
