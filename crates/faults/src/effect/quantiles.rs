//! Heavy-tailed distributions without the C library's logarithms and exponentials, whose last bit
//! differs from machine to machine. IEEE 754 fixes every bit of a product and of a square root.

/// Exponents of the lognormal distribution: for a quantile in millionths, the standard normal
/// quantile divided by its 99th percentile. Cut at one in ten thousand on either side.
#[rustfmt::skip]
pub(super) const LOGNORMAL: &[(u32, f64)] = &[
    (100, -1.59865), (1_000, -1.32836), (5_000, -1.10724), (10_000, -1.00000), (20_000, -0.88282),
    (50_000, -0.70705), (100_000, -0.55089), (150_000, -0.44552), (200_000, -0.36178),
    (250_000, -0.28994), (300_000, -0.22542), (350_000, -0.16563), (400_000, -0.10890),
    (450_000, -0.05402), (500_000, 0.00000), (550_000, 0.05402), (600_000, 0.10890),
    (650_000, 0.16563), (700_000, 0.22542), (750_000, 0.28994), (800_000, 0.36178),
    (850_000, 0.44552), (900_000, 0.55089), (920_000, 0.60398), (940_000, 0.66833),
    (960_000, 0.75255), (970_000, 0.80847), (980_000, 0.88282), (985_000, 0.93283),
    (990_000, 1.00000), (992_500, 1.04558), (995_000, 1.10724), (997_000, 1.18116),
    (998_000, 1.23720), (999_000, 1.32836), (999_500, 1.41446), (999_900, 1.59865),
];

/// Exponents of the Pareto distribution: for a quantile `u`, `ln(0.5 / (1 - u)) / ln 50`. Cut at
/// one in ten thousand above.
#[rustfmt::skip]
pub(super) const PARETO: &[(u32, f64)] = &[
    (0, -0.17718), (50_000, -0.16407), (100_000, -0.15025), (150_000, -0.13564),
    (200_000, -0.12014), (250_000, -0.10365), (300_000, -0.08601), (350_000, -0.06707),
    (400_000, -0.04661), (450_000, -0.02436), (500_000, 0.00000), (550_000, 0.02693),
    (600_000, 0.05704), (650_000, 0.09117), (700_000, 0.13058), (750_000, 0.17718),
    (800_000, 0.23422), (850_000, 0.30776), (900_000, 0.41141), (920_000, 0.46845),
    (940_000, 0.54199), (960_000, 0.64563), (970_000, 0.71917), (980_000, 0.82282),
    (985_000, 0.89635), (990_000, 1.00000), (992_500, 1.07354), (995_000, 1.17718),
    (997_000, 1.30776), (998_000, 1.41141), (999_000, 1.58859), (999_500, 1.76578),
    (999_900, 2.17718),
];

/// `ratio` to the power that `table` has for this quantile (in millionths).
pub(super) fn factor(ratio: f64, quantile: u32, table: &[(u32, f64)]) -> f64 {
    let exponent = interpolate(table, quantile);
    let power = power(ratio, exponent.abs());
    if exponent < 0.0 { 1.0 / power } else { power }
}

fn interpolate(table: &[(u32, f64)], at: u32) -> f64 {
    let above = table.partition_point(|(quantile, _)| *quantile <= at);
    match (table.get(above.wrapping_sub(1)), table.get(above)) {
        (Some((low, first)), Some((high, last))) => {
            first + (last - first) * f64::from(at - low) / f64::from(high - low)
        }
        (Some((_, end)), None) | (None, Some((_, end))) => *end,
        (None, None) => 0.0,
    }
}

/// `base` to the power `exponent`, which is not negative: its whole part by products, its first 30
/// binary places by square roots.
fn power(base: f64, exponent: f64) -> f64 {
    let mut result = 1.0;
    for _ in 0..exponent as u32 {
        result *= base;
    }
    let (mut rest, mut root) = (exponent.fract(), base);
    for _ in 0..30 {
        root = root.sqrt();
        rest *= 2.0;
        if rest >= 1.0 {
            result *= root;
            rest -= 1.0;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_agree_with_the_library() {
        for exponent in [0.0, 0.1, 0.5, 1.0, 1.5987, 2.1772] {
            let (ours, theirs) = (power(37.5, exponent), 37.5_f64.powf(exponent));
            assert!(
                (ours / theirs - 1.0).abs() < 1e-7,
                "{exponent}: {ours} for {theirs}"
            );
        }
    }

    #[test]
    fn the_median_and_the_99th_percentile_are_exact() {
        for table in [LOGNORMAL, PARETO] {
            assert_eq!(factor(10.0, 500_000, table), 1.0);
            assert_eq!(factor(10.0, 990_000, table), 10.0);
        }
    }
}
