//! What was measured, as Markdown.

use std::fmt;

use crate::curve::{Curve, log_bytes};
use crate::encoders::{BASE, Encoder};
use crate::scores::METRICS;

/// An encoder at a size: a curve for each photograph.
pub(crate) struct Row {
    pub(crate) encoder: &'static Encoder,
    pub(crate) curves: Vec<Curve>,
}

/// All rows of all sizes.
pub(crate) struct Report {
    photos: usize,
    pub(crate) sizes: Vec<((u32, u32), Vec<Row>)>,
}

impl Row {
    pub(crate) fn new(encoder: &'static Encoder) -> Self {
        Self {
            encoder,
            curves: Vec::new(),
        }
    }

    /// Bytes at the score that the base reaches, as a part of its bytes: the geometric mean over the photographs. And the
    /// CPU time, the arithmetic one.
    fn at_base(&self, base: &Self, metric: usize) -> (f64, f64) {
        let pairs = self.curves.iter().zip(&base.curves);
        let found: Vec<_> = pairs
            .filter_map(|(curve, base)| {
                let base = base.at_quality(BASE.1)?;
                let (bytes, cpu) = curve.at_score(metric, base.scores[metric]);
                Some((bytes - log_bytes(base), cpu))
            })
            .collect();
        let bytes = mean(found.iter().map(|it| it.0)).exp();
        (bytes, mean(found.iter().map(|it| it.1)))
    }

    /// For each quality: bytes as a part of the base's, and the scores, each the mean over the photographs.
    pub(crate) fn line(&self, base: &Self, metric: usize) -> Vec<(f64, f64)> {
        let qualities = self.encoder.qualities.iter();
        let points = qualities.map(|quality| {
            let pairs = self.curves.iter().zip(&base.curves);
            let found: Vec<_> = pairs
                .filter_map(|(curve, base)| {
                    let (point, base) = (curve.at_quality(*quality)?, base.at_quality(BASE.1)?);
                    Some((log_bytes(point) - log_bytes(base), point.scores[metric]))
                })
                .collect();
            let bytes = mean(found.iter().map(|it| it.0)).exp();
            (bytes, mean(found.iter().map(|it| it.1)))
        });
        points.collect()
    }
}

impl Report {
    pub(crate) fn new(photos: usize) -> Self {
        Self {
            photos,
            sizes: Vec::new(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Bytes at the score that sharp's JPEG of quality {} reaches, as a part of its bytes, geometric means over {} \
             photographs; and milliseconds of CPU from a PNG of that size, at the first of both scores.\n",
            BASE.1, self.photos
        )?;
        write!(f, "| encoder |")?;
        for ((width, height), _) in &self.sizes {
            for metric in METRICS {
                write!(f, " {width}x{height}, {metric} |")?;
            }
            write!(f, " CPU |")?;
        }
        writeln!(f, "\n|---|{}", "---:|".repeat(3 * self.sizes.len()))?;
        let encoders = self.sizes.first().map_or(0, |(_, rows)| rows.len());
        for index in 0..encoders {
            for (position, (_, rows)) in self.sizes.iter().enumerate() {
                let (row, base) = (&rows[index], &rows[BASE.0]);
                if position == 0 {
                    write!(f, "| {} |", row.encoder.name)?;
                }
                let (bytes, cpu) = row.at_base(base, 0);
                let (other, _) = row.at_base(base, 1);
                write!(f, " {bytes:.3} | {other:.3} | {cpu:.0} ms |")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), it| (sum + it, count + 1.0));
    sum / count
}
