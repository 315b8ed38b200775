//! Importing products.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use domain::catalog::import;
use indicatif::{ProgressBar, ProgressStyle};
use platform::Services;

/// Imports the file with a progress bar and reports the rows that were not accepted. Fails if there were any, after
/// importing the others.
pub async fn products(services: &Services, file: &Path, show: usize) -> anyhow::Result<()> {
    let open = || format!("{} cannot be read", file.display());
    let source = File::open(file).with_context(open)?;
    let size = source.metadata().with_context(open)?.len();
    let bar = ProgressBar::new(size).with_style(
        ProgressStyle::with_template("{bar:32} {bytes}/{total_bytes}  {msg}  {eta} left")
            .expect("the template is well-formed"),
    );
    let counted = bar.wrap_read(source);
    let shop = services.shop();
    let report = import::import_csv(&services.store, counted, &shop.currency, |progress| {
        bar.set_message(format!("{} rows", progress.rows));
    })
    .await?;
    bar.finish_and_clear();
    println!(
        "{} created, {} updated, {} unchanged, {} rejected",
        report.created, report.updated, report.unchanged, report.rejected_total
    );
    for row in report.rejected.iter().take(show) {
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
