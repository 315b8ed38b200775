//! Tables in plain text, their columns aligned.

/// What a command prints: a table for people, or JSON for programs.
pub fn print(json: bool, rows: &serde_json::Value, head: &[&str], cells: &[Vec<String>], nothing: &str) {
    if json {
        println!("{rows:#}");
    } else if cells.is_empty() {
        println!("{nothing}");
    } else {
        print!("{}", table(head, cells));
    }
}

fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let head: Vec<String> = head.iter().map(|name| name.to_uppercase()).collect();
    let mut text = line(&head);
    rows.iter().for_each(|row| text.push_str(&line(row)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["mail".into(), "12".into()], vec!["zurückgestellt".into(), "3".into()]];
        assert_eq!(
            table(&["queue", "jobs"], &rows),
            "QUEUE           JOBS\nmail            12\nzurückgestellt  3\n"
        );
    }
}
