//! A table, as Markdown.

/// A table with a heading.
pub struct Table {
    /// What it shows.
    pub title: String,
    columns: Vec<String>,
    /// As many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Without rows.
    #[must_use]
    pub fn new(title: &str, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// As Markdown: columns of numbers to the right.
    #[must_use]
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule = (0..self.columns.len()).map(|column| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(column));
            let is_number = column > 0 && cells.all(|cell| cell.starts_with(char::is_numeric));
            if is_number { "---:" } else { "---" }.to_owned()
        });
        let mut text = line(&self.columns) + &line(&rule.collect::<Vec<_>>());
        for row in &self.rows {
            text += &line(row);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right() {
        let mut table = Table::new("", ["what", "count", "who"]);
        table
            .rows
            .push(["1", "2,000", "we"].map(str::to_owned).to_vec());
        table
            .rows
            .push(["x", "3 %", "4"].map(str::to_owned).to_vec());
        let text =
            "| what | count | who |\n| --- | ---: | --- |\n| 1 | 2,000 | we |\n| x | 3 % | 4 |\n";
        assert_eq!(table.markdown(), text);
    }
}
