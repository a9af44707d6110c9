//! One job, estimated and measured.

use std::fmt;

/// Memory in bytes, and CPU time in milliseconds.
type Taken = (f64, f64);

pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) estimated: Taken,
    pub(crate) measured: Taken,
}

const MEBIBYTE: f64 = 1_048_576.0;

impl Row {
    pub(crate) fn memory_ratio(&self) -> f64 {
        self.estimated.0 / self.measured.0
    }

    pub(crate) fn work_ratio(&self) -> f64 {
        self.estimated.1 / self.measured.1
    }
}

/// As a row of a table in Markdown.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "| {} | {:.1} | {:.1} | {:.2} | {:.0} | {:.1} | {:.2} |",
            self.name,
            self.estimated.0 / MEBIBYTE,
            self.measured.0 / MEBIBYTE,
            self.memory_ratio(),
            self.estimated.1,
            self.measured.1,
            self.work_ratio()
        )
    }
}

/// How far the estimates are off.
pub(crate) fn summary(rows: &[Row]) -> String {
    let of = |name: &str, ratio: fn(&Row) -> f64| {
        let mut sorted: Vec<_> = rows.iter().collect();
        sorted.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
        let named = |row: &&Row| format!("{:.2} ({})", ratio(row), row.name);
        let list = |rows: &[&Row]| rows.iter().map(named).collect::<Vec<_>>().join(", ");
        let count = sorted.len();
        format!(
            "{name}, estimated by measured: lowest {}; median {:.2}; highest {}",
            list(&sorted[..count.min(4)]),
            sorted.get(count / 2).map_or(0.0, |row| ratio(row)),
            list(&sorted[count.saturating_sub(4)..]),
        )
    };
    let memory = of("Memory", Row::memory_ratio);
    format!("{memory}\n\n{}", of("Work", Row::work_ratio))
}

/// All rows, the names of the columns first.
pub(crate) fn tsv(rows: &[Row]) -> String {
    let names = "job\testimated bytes\tmeasured bytes\testimated ms\tmeasured ms of CPU\n";
    let rows = rows.iter().map(|row| {
        let ((bytes, work), (peak, cpu)) = (row.estimated, row.measured);
        format!("{}\t{bytes:.0}\t{peak:.0}\t{work:.0}\t{cpu:.1}\n", row.name)
    });
    names.to_owned() + &rows.collect::<String>()
}
