//! What an encoder made of one picture at several qualities.

use crate::scores::Scores;

/// A file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    /// As the encoder was asked.
    pub(crate) quality: u8,
    pub(crate) bytes: usize,
    /// To read the small picture and to write it.
    pub(crate) cpu_ms: f64,
    pub(crate) scores: Scores,
}

/// The files, from the lowest quality to the highest.
#[derive(Debug, Default)]
pub(crate) struct Curve {
    pub(crate) points: Vec<Point>,
}

impl Curve {
    pub(crate) fn at_quality(&self, quality: u8) -> Option<&Point> {
        self.points.iter().find(|point| point.quality == quality)
    }

    /// The natural logarithm of the bytes at which the file would have this score, and the CPU time that this would take.
    /// Beyond the first and the last file, the line through the outermost two goes on.
    pub(crate) fn at_score(&self, metric: usize, score: f64) -> (f64, f64) {
        let mut points: Vec<_> = self
            .points
            .iter()
            .map(|it| (it.scores[metric], log_bytes(it), it.cpu_ms))
            .collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        let above = points.iter().position(|point| point.0 >= score);
        let above = above.unwrap_or(points.len()).clamp(1, points.len() - 1);
        let (low, high) = (points[above - 1], points[above]);
        let part = (score - low.0) / (high.0 - low.0);
        (
            low.1 + part * (high.1 - low.1),
            low.2 + part * (high.2 - low.2),
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub(crate) fn log_bytes(point: &Point) -> f64 {
    (point.bytes as f64).ln()
}
