//! Deflate, backwards: RFC 1951.

/// The order in which the lengths of the code of code lengths come.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// The longest code has this many bits.
const MOST_BITS: usize = 15;

/// The data, and what stands behind it. Nothing if it is damaged, or has more than `most` bytes.
pub(super) fn inflate(packed: &[u8], most: usize) -> Option<(Vec<u8>, &[u8])> {
    let mut input = Bits {
        bytes: packed,
        held: 0,
        count: 0,
    };
    let mut out = Vec::new();
    loop {
        let last = input.take(1)? == 1;
        match input.take(2)? {
            0 => stored(&mut input, &mut out, most)?,
            1 => coded(&mut input, &fixed_lengths(), &[5; 30], &mut out, most)?,
            2 => {
                let (lengths, distances) = code_lengths(&mut input)?;
                coded(&mut input, &lengths, &distances, &mut out, most)?;
            }
            _ => return None,
        }
        if last {
            return Some((out, input.bytes));
        }
    }
}

/// Bits, the lowest of each byte first.
struct Bits<'b> {
    bytes: &'b [u8],
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, bits: u8) -> Option<u16> {
        let bits = u32::from(bits);
        while self.count < bits {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            self.held |= u32::from(*byte) << self.count;
            self.count += 8;
        }
        let taken = self.held & ((1 << bits) - 1);
        self.held >>= bits;
        self.count -= bits;
        u16::try_from(taken).ok()
    }

    /// Drops what is left of the byte begun.
    fn align(&mut self) {
        self.held = 0;
        self.count = 0;
    }
}

fn stored(input: &mut Bits<'_>, out: &mut Vec<u8>, most: usize) -> Option<()> {
    input.align();
    let (length, rest) = input.bytes.split_first_chunk::<2>()?;
    let (check, rest) = rest.split_first_chunk::<2>()?;
    let length = u16::from_le_bytes(*length);
    if length != !u16::from_le_bytes(*check) {
        return None;
    }
    let (data, rest) = rest.split_at_checked(usize::from(length))?;
    input.bytes = rest;
    out.extend(data);
    (out.len() <= most).then_some(())
}

/// A block of codes of these lengths.
fn coded(
    input: &mut Bits<'_>,
    lengths: &[u8],
    distances: &[u8],
    out: &mut Vec<u8>,
    most: usize,
) -> Option<()> {
    let (lengths, distances) = (Code::new(lengths), Code::new(distances));
    loop {
        if out.len() > most {
            return None;
        }
        let symbol = lengths.read(input)?;
        match u8::try_from(symbol) {
            Ok(byte) => out.push(byte),
            Err(_) if symbol == 256 => return Some(()),
            Err(_) => {
                let length = extended(input, length_of(symbol - 257)?)?;
                let symbol = distances.read(input)?;
                let distance = extended(input, distance_of(symbol)?)?;
                let from = out.len().checked_sub(distance)?;
                // Byte by byte: what is copied may reach into the copy.
                for at in from..from + length {
                    out.push(out[at]);
                }
            }
        }
    }
}

/// A base, with as many bits added as it asks for.
fn extended(input: &mut Bits<'_>, (base, extra): (u16, u8)) -> Option<usize> {
    Some(usize::from(base) + usize::from(input.take(extra)?))
}

/// Base and extra bits of a length. Past the first eight, four lengths each share a number of bits.
fn length_of(symbol: u16) -> Option<(u16, u8)> {
    match symbol {
        0..8 => Some((3 + symbol, 0)),
        8..28 => {
            let extra = symbol / 4 - 1;
            Some((3 + ((4 + symbol % 4) << extra), u8::try_from(extra).ok()?))
        }
        28 => Some((258, 0)),
        _ => None,
    }
}

/// Base and extra bits of a distance. Past the first four, two distances each share a number of bits.
fn distance_of(symbol: u16) -> Option<(u16, u8)> {
    match symbol {
        0..4 => Some((1 + symbol, 0)),
        4..30 => {
            let extra = symbol / 2 - 1;
            Some((1 + ((2 + symbol % 2) << extra), u8::try_from(extra).ok()?))
        }
        _ => None,
    }
}

fn fixed_lengths() -> Vec<u8> {
    let spans = [(144, 8), (112, 9), (24, 7), (8, 8)];
    let lengths = spans.map(|(count, bits)| vec![bits; count]);
    lengths.concat()
}

/// The code lengths that a block brings along: of bytes and lengths, and of distances.
fn code_lengths(input: &mut Bits<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
    let bytes = usize::from(input.take(5)?) + 257;
    let distances = usize::from(input.take(5)?) + 1;
    let given = usize::from(input.take(4)?) + 4;
    let mut lengths = [0; ORDER.len()];
    for at in &ORDER[..given] {
        lengths[*at] = u8::try_from(input.take(3)?).ok()?;
    }
    let code = Code::new(&lengths);
    let mut all = Vec::new();
    while all.len() < bytes + distances {
        let (length, times) = match code.read(input)? {
            16 => (*all.last()?, input.take(2)? + 3),
            17 => (0, input.take(3)? + 3),
            18 => (0, input.take(7)? + 11),
            length => (u8::try_from(length).ok()?, 1),
        };
        all.extend(std::iter::repeat_n(length, usize::from(times)));
    }
    let behind = all.split_off(bytes);
    (behind.len() == distances).then_some((all, behind))
}

/// A canonical Huffman code.
struct Code {
    /// How many codes have each length.
    counts: [u16; MOST_BITS + 1],
    /// By length, then by value.
    symbols: Vec<u16>,
}

impl Code {
    fn new(lengths: &[u8]) -> Self {
        let mut counts = [0; MOST_BITS + 1];
        let mut symbols: Vec<(u8, u16)> = Vec::new();
        for (symbol, length) in (0..).zip(lengths) {
            if *length > 0 {
                counts[usize::from(*length)] += 1;
                symbols.push((*length, symbol));
            }
        }
        symbols.sort_unstable();
        Self {
            counts,
            symbols: symbols.into_iter().map(|(_, symbol)| symbol).collect(),
        }
    }

    /// The next symbol. A code comes with its highest bit first.
    fn read(&self, input: &mut Bits<'_>) -> Option<u16> {
        // The code so far, the first code of its length, and where the symbols of that length begin.
        let (mut code, mut first, mut at) = (0_u32, 0_u32, 0_u32);
        for count in &self.counts[1..] {
            let count = u32::from(*count);
            code |= u32::from(input.take(1)?);
            if code < first + count {
                let at = usize::try_from(at + code - first).ok()?;
                return self.symbols.get(at).copied();
            }
            at += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use rstest::rstest;

    use super::*;

    /// The squares of 0 to 399, packed by zlib at its best.
    const SQUARES: &str = "LZXZgcQwCENbSQnGgIH+G1s9Zn8mngQwhyTOZ19889n7bn7+vpjvxdf22TmfXT0j9FUWIxPZ3NSz5/Mbspe3\
         7CL07Pjyzpf1vie7p2fpf+l96/vIbh5x5WhHEcwUyohpV8HNuSW4Lrn3kcAjk1JG1kEOyvAesjAyvme+6ye+\
         G8eUmTzu41S8a76O7BwPV3ySVuaueB6K7Nzhpdu8da+PMoijXIKswpVfhDKNp5yjqJYy8qieNAp2KtaXL6k5\
         i9Po3Tv6Ki9TN+XxUr6vFOW14tVJmiOP0p1fpe6tUgY1yqVpfV/l18EsnnLuVvZDHbLQSVmqm6py+uysaNa5\
         e45Dg58s1GYZm+Fndp1z0Ed7tNSa7t7fpJ2e36T9t5jEnR3Kzscjd0BMzYcBhr3FBr7KknM3o5Offl2NsO2J\
         ZXN++/45Nm/tH6202jgVxKyNX8Ndvfdq6Jw3nznkNpvnLDiG/FWzarmHuu4pAGI/hDgQMfpwcRZc6M/9weTS\
         t+vGe4/FUWEf6xtOnKDzQgzxk3kI+/gmU7qart4/ZneVuOx3orcShhRzvqoCIDJ9cQbfARN3Un1Qg9UTgbOA\
         KL3yM5wNVCl72fgFa4ItQL0g0N1gnoNLd4UWlLlXIxrOYNjTgXMush/zFeQX7w30a1lQD0L0ckME5QxjNN6z\
         VDjLbdh9Ys+t92FwjuFDEnw1OWTjws/wq/j6r7ukCasMcFmzUT6RMDyyINhbhr0HxQo1iMolGRohLcG30Y0Y\
         hdYvWpLHINj2Ku1wttUcQQH1QYf0H4o62pTeipmBXomluiuTezWhgbLoWgqNsim0TtqFb4s2+k3VkgKObEap\
         i9PU+06qdpoqlpukQDQ/6s9bXD3fs+/7WJtY+1zf3DiPmJQum+Kut/eqa8qBEen9kJuyRB7OKsUhf6WJfhh1\
         1aXG2nrLqV1qoj5U0JNK+lPLQeGG81s9LvpZRW9r+1xNz0U7xezDLPowl15tbmNefZldX+bYzkx75yuFQqeS\
         uXeCAaWvGruoV8RV7d1gphv89IClWVzNAWNj4G0M7EEOidvqtaQeyQuwOgFuJ8HwLJ7nge2hbP2C+WnwL0rh\
         O/BCdpDEjtmuHKv/9bNa6RBLD1gmFYByesA/Oz/hEsz235v9VrmWfddv2WxnoDYCyw16u2vNUABden+yizaY\
         OUIh+UU19EBCWIBEsYe46DGryvVWottXr+cn3oM60SpkXdsPjb+24v9TNBR8//nst9gFcNPX722U+9BH6fsu\
         AV3Kfbd/a+CnqX5WYBHG4LHSy9pE//+Xga9Ce/zWQa52C4p0wn+qLnGhS96r9z4r/gIn/YylrxbI7oi4+00U\
         xVLQ2VXyv1fyt2Tyt3He3he1uyh+C0IDJjPmxto5u7/Stob8bTYpN/WJeVQrA2qXDvhuqO1Lvt2T0J9vvRtU\
         tx77Aw==";

    fn unpacked(packed: &str, most: usize) -> Option<String> {
        let packed = STANDARD.decode(packed).expect("base64");
        let (data, rest) = inflate(&packed, most)?;
        assert_eq!(rest, b"");
        Some(String::from_utf8(data).expect("text"))
    }

    fn squares() -> String {
        let squares: Vec<String> = (0..400).map(|n| (n * n).to_string()).collect();
        squares.join(" ")
    }

    // All packed by zlib.
    #[rstest]
    #[case::fixed_code(
        "q1ZKyUzMyU93TC7JzM9TsqpWKqksSFWyUnJJzUlNTyxJVaqtBQA=",
        r#"{"dialogAction":{"type":"Delegate"}}"#
    )]
    #[case::copies_of_themselves("7cExAQAAAMKgrOtfwhoeQAEAAO8G", &"a".repeat(3000))]
    #[case::code_of_its_own(SQUARES, &squares())]
    fn what_zlib_packs_unpacks(#[case] packed: &str, #[case] expected: &str) {
        assert_eq!(unpacked(packed, 10_000).as_deref(), Some(expected));
    }

    #[test]
    fn more_than_wanted_is_nothing() {
        assert!(unpacked(SQUARES, squares().len()).is_some());
        assert_eq!(unpacked(SQUARES, 1000), None);
    }

    #[test]
    fn damage_is_survived() {
        let whole = STANDARD.decode(SQUARES).expect("base64");
        for at in 0..whole.len() {
            assert_eq!(inflate(&whole[..at], 10_000), None, "cut at {at}");
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                let found = inflate(&damaged, 10_000);
                assert!(found.is_none_or(|(data, _)| data.len() <= 10_000 + 258));
            }
        }
    }
}
