//! Estimated against measured, both on logarithmic scales: a point a job.

use std::fmt::Write;

use crate::row::Row;

/// Side of a panel, in pixels.
const SIDE: f64 = 320.0;
const MARGIN: f64 = 60.0;

/// What a panel shows.
struct Panel {
    title: &'static str,
    unit: &'static str,
    /// Powers of ten at both ends of either axis.
    decades: (i32, i32),
    /// The lines between which estimates should lie: estimated by measured.
    bounds: (f64, f64),
    points: Vec<(f64, f64)>,
}

pub(crate) fn svg(rows: &[Row]) -> String {
    let panels = [
        Panel {
            title: "Memory",
            unit: "MiB",
            decades: (0, 3),
            bounds: (1.0, 1.4),
            points: rows
                .iter()
                .map(|row| (row.measured.0 / 1_048_576.0, row.estimated.0 / 1_048_576.0))
                .collect(),
        },
        Panel {
            title: "Work",
            unit: "ms",
            decades: (0, 5),
            bounds: (0.5, 2.0),
            points: rows
                .iter()
                .map(|row| (row.measured.1, row.estimated.1))
                .collect(),
        },
    ];
    let width = 2.0 * (SIDE + 2.0 * MARGIN);
    let height = SIDE + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (panel, index) in panels.iter().zip([0.0, 1.0]) {
        let left = index * (SIDE + 2.0 * MARGIN) + MARGIN;
        panel.draw(left, MARGIN, &mut svg);
    }
    svg + "</svg>\n"
}

impl Panel {
    fn draw(&self, left: f64, top: f64, svg: &mut String) {
        let (first, last) = self.decades;
        let at = |value: f64| {
            let (first, last) = (f64::from(first), f64::from(last));
            ((value.log10() - first) / (last - first) * SIDE).clamp(0.0, SIDE)
        };
        _ = writeln!(svg, "<g transform=\"translate({left} {top})\">");
        for power in first..=last {
            let value = 10_f64.powi(power);
            let (x, y) = (at(value), SIDE - at(value));
            _ = writeln!(
                svg,
                "<path d=\"M{x:.1} 0V{SIDE}M0 {y:.1}H{SIDE}\" stroke=\"#ddd\"/>\
                 <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{value}</text>\
                 <text x=\"-6\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>",
                SIDE + 16.0,
                y + 4.0
            );
        }
        let (low, high) = (10_f64.powi(first), 10_f64.powi(last));
        for (bound, color) in [
            (1.0, "#000"),
            (self.bounds.0, "#c60"),
            (self.bounds.1, "#c60"),
        ] {
            // A line of one ratio, as far as it lies in the panel.
            let (from, to) = (low.max(low / bound), high.min(high / bound));
            _ = writeln!(
                svg,
                "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"{color}\" fill=\"none\"/>",
                at(from),
                SIDE - at(from * bound),
                at(to),
                SIDE - at(to * bound)
            );
        }
        for (measured, estimated) in &self.points {
            _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\" fill=\"#069\" fill-opacity=\"0.5\"/>",
                at(*measured),
                SIDE - at(*estimated)
            );
        }
        let (title, unit) = (self.title, self.unit);
        _ = writeln!(
            svg,
            "<text x=\"{0}\" y=\"-16\" text-anchor=\"middle\" font-size=\"14\">{title}, {unit}</text>\
             <text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">measured</text>\
             <text transform=\"translate(-44 {0}) rotate(-90)\" text-anchor=\"middle\">estimated</text>",
            SIDE / 2.0,
            SIDE + 36.0
        );
        *svg += "</g>\n";
    }
}
