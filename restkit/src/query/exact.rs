//! Sums that no type of a database holds: exact, whatever their size.

/// How many digits a part has.
const DIGITS: usize = 10;

/// How many parts a decimal is taken apart into: three before the point, three behind it.
pub(super) const PARTS: usize = 6;

/// How many digits an average has behind the point at most.
const OF_AVERAGE: usize = 12;

/// A decimal number of any length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    negative: bool,
    whole: String,
    /// Without zeros at its end.
    fraction: String,
}

impl Exact {
    /// From the sums of the parts of decimals, each part with the sign of its number.
    pub(super) fn of_parts(parts: [i64; PARTS]) -> Self {
        const BASE: i128 = 10_i128.pow(DIGITS as u32);
        let carried = |sign: i128| {
            let mut digits = [0_i128; PARTS];
            let mut carry = 0_i128;
            for (digit, part) in digits.iter_mut().zip(parts).rev() {
                let sum = sign * i128::from(part) + carry;
                *digit = sum.rem_euclid(BASE);
                carry = sum.div_euclid(BASE);
            }
            (carry, digits)
        };
        let (mut carry, mut digits) = carried(1);
        let negative = carry < 0;
        if negative {
            (carry, digits) = carried(-1);
        }
        let text: Vec<String> = digits.iter().map(|digit| format!("{digit:010}")).collect();
        let (whole, fraction) = text.split_at(PARTS / 2);
        Self::new(negative, &format!("{carry}{}", whole.concat()), &fraction.concat())
    }

    /// From a number as PostgreSQL writes it; `None` for what is none.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        (!whole.is_empty() && plain(whole) && plain(fraction)).then(|| Self::new(negative, whole, fraction))
    }

    fn new(negative: bool, whole: &str, fraction: &str) -> Self {
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        let whole = if whole.is_empty() { "0" } else { whole };
        Self { negative: negative && !zero, whole: whole.to_owned(), fraction: fraction.to_owned() }
    }

    /// The number by `count`, rounded to twelve digits behind the point, halves away from zero; `None` for none of anything.
    pub(super) fn by(&self, count: u64) -> Option<Self> {
        if count == 0 {
            return None;
        }
        let point = self.whole.len() + OF_AVERAGE;
        let digits = self.whole.bytes().chain(self.fraction.bytes()).chain(std::iter::repeat(b'0'));
        let mut remainder = 0_u128;
        // One more than is kept, which rounds the others.
        let mut quotient: Vec<u8> = digits
            .take(point + 1)
            .map(|digit| {
                remainder = remainder * 10 + u128::from(digit - b'0');
                let (digit, rest) = (remainder / u128::from(count), remainder % u128::from(count));
                remainder = rest;
                // Less than ten: the remainder before was less than the divisor.
                u8::try_from(digit).unwrap_or(9)
            })
            .collect();
        let mut carry = u8::from(quotient.pop().is_some_and(|last| last >= 5));
        for digit in quotient.iter_mut().rev() {
            *digit += carry;
            carry = *digit / 10;
            *digit %= 10;
        }
        let text: String = std::iter::once(carry).chain(quotient).map(|digit| char::from(b'0' + digit)).collect();
        let (whole, fraction) = text.split_at(text.len() - OF_AVERAGE);
        Some(Self::new(self.negative, whole, fraction))
    }

    /// The number as JSON has decimals: a text without zeros at its end.
    pub(super) fn text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{}", self.whole, self.fraction)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;

    /// The parts of a decimal, as SQL takes it apart.
    fn parts(text: &str) -> [i64; PARTS] {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole:0>30}{fraction:0<30}");
        std::array::from_fn(|at| sign * all[at * DIGITS..(at + 1) * DIGITS].parse::<i64>().unwrap())
    }

    #[test]
    fn numbers_of_every_size() {
        for text in ["0", "-1", "0.5", "-0.0000000000000000000000000001", "79228162514264337593543950335"] {
            assert_eq!(Exact::of_parts(parts(text)).text(), text);
            assert_eq!(Exact::of_text(text).unwrap().text(), text);
        }
        assert_eq!(
            Exact::of_parts([i64::MAX, 0, 0, 0, 0, -1]).text(),
            format!("{}99999999999999999999.999999999999999999999999999999", i64::MAX - 1)
        );
        assert_eq!(Exact::of_text("-00.500").unwrap().text(), "-0.5");
        assert_eq!(Exact::of_text("-0.00").unwrap().text(), "0");
        for text in ["", "-", "NaN", "1e5", "1.2.3", " 1", ".5"] {
            assert_eq!(Exact::of_text(text), None, "{text:?}");
        }
    }

    #[test]
    fn averages_are_rounded() {
        let by = |text: &str, count| Exact::of_text(text).unwrap().by(count).map(|average| average.text());
        assert_eq!(by("1", 3).as_deref(), Some("0.333333333333"));
        assert_eq!(by("-2", 3).as_deref(), Some("-0.666666666667"));
        assert_eq!(by("999.9999999999999", 1).as_deref(), Some("1000"));
        assert_eq!(by("0.0000000000005", 1).as_deref(), Some("0.000000000001"));
        assert_eq!(by("7.5", 5).as_deref(), Some("1.5"));
        assert_eq!((by("0", 7).as_deref(), by("5", 0)), (Some("0"), None));
    }

    proptest! {
        #[test]
        fn sums_are_those_of_decimals(values in prop::collection::vec((any::<i64>(), 0_u32..10), 1..20)) {
            let values: Vec<Decimal> = values.into_iter().map(|(digits, scale)| Decimal::new(digits, scale)).collect();
            let mut sums = [0_i64; PARTS];
            for value in &values {
                for (sum, part) in sums.iter_mut().zip(parts(&value.to_string())) {
                    *sum += part;
                }
            }
            let expected: Decimal = values.iter().sum();
            prop_assert_eq!(Exact::of_parts(sums).text(), expected.normalize().to_string());
            let average = Exact::of_parts(sums).by(values.len() as u64).unwrap().text();
            let exact = (expected / Decimal::from(values.len())).round_dp_with_strategy(12, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
            let difference = (average.parse::<Decimal>().unwrap() - exact).abs();
            prop_assert!(difference <= Decimal::new(1, 9), "{} {}", average, exact);
        }
    }
}
