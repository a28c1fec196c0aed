use comfy_table::presets::{NOTHING, UTF8_HORIZONTAL_ONLY};
use comfy_table::{ContentArrangement, Table, TableStyle};

/// Rows for people: as wide as the terminal, as wide as they are where there is none. What would steer a terminal is left out.
pub(super) fn table(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = of(UTF8_HORIZONTAL_ONLY, rows);
    table.set_header(headings.to_vec());
    table.trim_fmt()
}

/// Keys with their values, a line each.
pub(super) fn pairs(rows: impl Iterator<Item = Vec<String>>) -> String {
    of(NOTHING, rows).trim_fmt()
}

fn of(style: TableStyle, rows: impl Iterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(style).set_content_arrangement(ContentArrangement::Dynamic);
    for row in rows {
        table.add_row(row.iter().map(|cell| harmless(cell)));
    }
    table
}

fn harmless(cell: &str) -> String {
    cell.chars().filter(|char| *char == '\n' || !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        let shown = table(&["Surname"], [vec!["Sm\u{1b}[2Jith\nand more".to_owned()]].into_iter());
        assert!(shown.contains("Sm[2Jith") && !shown.contains('\u{1b}'), "{shown}");
        assert!(shown.lines().any(|line| line.trim() == "and more"));
    }
}
