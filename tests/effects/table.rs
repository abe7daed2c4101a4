//! Tables as text.

/// Columns under their names, numbers to the right.
pub(super) fn plain(header: &[&str], rows: &[Vec<String>], numbers: &[usize]) -> String {
    let lines = aligned(header, rows, numbers);
    let lines = lines
        .iter()
        .map(|cells| cells.join("  ").trim_end().to_owned() + "\n");
    lines.collect()
}

/// The same in Markdown, readable as it stands.
pub(super) fn markdown(header: &[&str], rows: &[Vec<String>], numbers: &[usize]) -> String {
    let mut lines = aligned(header, rows, numbers);
    let rule = lines[0].iter().enumerate().map(|(column, cell)| {
        let dashes = "-".repeat(cell.chars().count());
        match numbers.contains(&column) {
            true => format!("{}:", &dashes[1..]),
            false => dashes,
        }
    });
    let rule = rule.collect();
    lines.insert(1, rule);
    let lines = lines
        .iter()
        .map(|cells| format!("| {} |\n", cells.join(" | ")));
    lines.collect()
}

fn aligned(header: &[&str], rows: &[Vec<String>], numbers: &[usize]) -> Vec<Vec<String>> {
    let mut lines = vec![
        header
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>(),
    ];
    lines.extend_from_slice(rows);
    for column in 0..header.len() {
        let cells = lines.iter().filter_map(|cells| cells.get(column));
        let width = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        for cells in &mut lines {
            let Some(cell) = cells.get_mut(column) else {
                continue;
            };
            *cell = match numbers.contains(&column) {
                true => format!("{cell:>width$}"),
                false => format!("{cell:<width$}"),
            };
        }
    }
    lines
}
