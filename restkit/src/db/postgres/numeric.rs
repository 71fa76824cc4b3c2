//! PostgreSQL's binary form of `numeric`.

use crate::json::write::OutOfRange;

/// Appends the digits of a `numeric` without quotes and without zeros at the end of the fraction, so that a number has one text on
/// every database.
///
/// The value is a sum of digits in base 10,000: a count of digits, the weight of the first one, the sign, how many decimal places to show,
/// then the digits.
pub(super) fn write(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    let word = |at: usize| bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map(u16::from_be_bytes).ok_or(OutOfRange);
    let count = i32::from(word(0)?);
    #[expect(clippy::cast_possible_wrap, reason = "the weight is a signed word")]
    let weight = i32::from(word(2)? as i16);
    let sign = word(4)?;
    // What is not a number or not finite has a sign of its own.
    if sign != 0 && sign != 0x4000 {
        return Err(OutOfRange);
    }
    let digit = |position: i32| -> Result<u16, OutOfRange> {
        match usize::try_from(position) {
            Ok(index) if position < count => word(8 + index * 2).and_then(|d| if d < 10_000 { Ok(d) } else { Err(OutOfRange) }),
            _ => Ok(0),
        }
    };
    let start = out.len();
    if sign == 0x4000 {
        out.push(b'-');
    }
    let whole_start = out.len();
    for position in 0..=weight {
        let four = digits(digit(position)?);
        if out.len() == whole_start {
            let zeros = four.iter().take_while(|d| **d == b'0').count();
            out.extend_from_slice(&four[zeros..]);
        } else {
            out.extend_from_slice(&four);
        }
    }
    if out.len() == whole_start {
        out.push(b'0');
    }
    let point = out.len();
    out.push(b'.');
    // Digits of the fraction: positions after the weight; those before the first digit are zero.
    for position in (weight + 1)..count {
        out.extend_from_slice(&digits(digit(position)?));
    }
    while out.len() > point + 1 && out.last() == Some(&b'0') {
        out.pop();
    }
    if out.len() == point + 1 {
        out.pop();
    }
    if out[start..] == *b"-0" {
        out.truncate(start);
        out.push(b'0');
    }
    Ok(())
}

fn digits(number: u16) -> [u8; 4] {
    let digit = |n: u16| b'0' + (n % 10) as u8;
    [digit(number / 1000), digit(number / 100), digit(number / 10), digit(number)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &[i32]) -> Result<String, OutOfRange> {
        let bytes: Vec<u8> = words.iter().flat_map(|w| (*w as u16).to_be_bytes()).collect();
        let mut out = Vec::new();
        write(&bytes, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn numbers() {
        // count, weight, sign, scale, digits
        assert_eq!(text(&[0, 0, 0, 2]).unwrap(), "0");
        assert_eq!(text(&[0, -1, 0x4000, 0]).unwrap(), "0");
        assert_eq!(text(&[1, 0, 0, 0, 7]).unwrap(), "7");
        assert_eq!(text(&[2, 0, 0x4000, 2, 12, 5000]).unwrap(), "-12.5");
        assert_eq!(text(&[1, 1, 0, 0, 12]).unwrap(), "120000");
        assert_eq!(text(&[1, -1, 0, 4, 1]).unwrap(), "0.0001");
        assert_eq!(text(&[1, -2, 0, 8, 100]).unwrap(), "0.000001");
        assert_eq!(text(&[3, 1, 0, 4, 1, 2, 3400]).unwrap(), "10002.34");
        for sign in [0xC000, 0xD000, 0xF000, 1] {
            assert!(text(&[0, 0, sign, 0]).is_err());
        }
        assert!(text(&[1, 0, 0, 0]).is_err() && text(&[1, 0, 0, 0, 10_000]).is_err() && text(&[]).is_err());
    }
}
