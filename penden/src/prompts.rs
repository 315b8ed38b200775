//! `penden prompts eval`: how well prompts do with the models that are set up.

use anyhow::bail;
use domain::prompts::{self, Outcome};
use platform::Services;
use serde_json::json;

use crate::operate::table;

/// Tries the cases of that prompt, or of all for which a model is set up, and prints what came of each.
pub async fn eval(services: &Services, prompt: Option<&str>, json: bool) -> anyhow::Result<()> {
    let outcomes = prompts::evaluate(&services.models, prompt, |outcome| {
        if !json {
            eprintln!("{} · {} …", outcome.prompt, outcome.case);
        }
    })
    .await?;
    let row = |outcome: &Outcome| {
        json!({
            "prompt": outcome.prompt,
            "case": outcome.case,
            "model": outcome.model,
            "millis": u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
            "problem": outcome.problem,
        })
    };
    let cells = |outcome: &Outcome| {
        vec![
            outcome.prompt.clone(),
            outcome.case.clone(),
            outcome.model.clone().unwrap_or_else(|| "–".to_owned()),
            format!("{:.1} s", outcome.took.as_secs_f64()),
            outcome
                .problem
                .as_ref()
                .map_or_else(|| "as it should be".to_owned(), |problem| problem.chars().take(80).collect()),
        ]
    };
    let rows: Vec<_> = outcomes.iter().map(row).collect();
    let cells: Vec<_> = outcomes.iter().map(cells).collect();
    table::print(json, &json!(rows), &["prompt", "case", "model", "took", "answer"], &cells, "");
    let failed = outcomes.iter().filter(|outcome| outcome.problem.is_some()).count();
    if failed > 0 {
        bail!("{failed} of {} answers are not as they should be", outcomes.len());
    }
    Ok(())
}
