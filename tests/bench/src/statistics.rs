//! Few numbers from many.

/// The middle of `values`, or the mean of the two in the middle; NaN for no values.
///
/// ```ignore
/// assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
/// ```
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The smallest and the largest of `values`.
pub fn span(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
}

/// The slope of the line that fits the points `(x, y)` best (least squares).
pub fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (sum_x, sum_y) = points.iter().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mean_x, mean_y) = (sum_x / n, sum_y / n);
    let (mut covariance, mut variance) = (0.0, 0.0);
    for (x, y) in points {
        covariance += (x - mean_x) * (y - mean_y);
        variance += (x - mean_x).powi(2);
    }
    covariance / variance
}

#[cfg(test)]
mod tests {
    use super::{median, slope, span};

    #[test]
    fn middle_of_odd_and_even_counts() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn ends() {
        assert_eq!(span(&[2.0, -1.0, 5.0]), (-1.0, 5.0));
    }

    #[test]
    fn slope_of_a_line() {
        assert!((slope(&[(1.0, 12.0), (10.0, 30.0), (50.0, 110.0)]) - 2.0).abs() < 1e-9);
    }
}
