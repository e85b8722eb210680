//! LZW as TIFF has it: codes of 9 to 12 bits, the highest bit first, widened one code early (TIFF 6.0, section 13).
//! Every string of the table stands in what was already written, so the table keeps places instead of strings.

/// Forget the table.
const CLEAR: usize = 256;
/// Nothing follows.
const END: usize = 257;
/// Codes there can be.
const CODES: usize = 4096;
/// Bytes copied at a time; as many may be written beyond the end of a string.
const STEP: usize = 8;

/// Fills `plain` and returns how many of its bytes were written: fewer where the codes end early or make no sense.
pub fn decode(packed: &[u8], plain: &mut [u8]) -> usize {
    let mut table = vec![(0u32, 0u32); CODES];
    let (mut bits, mut held, mut at) = (0u64, 0u32, 0usize);
    let (mut width, mut next) = (9u32, END + 1);
    let (mut before, mut out) = ((0usize, 0usize), 0usize);
    while out < plain.len() {
        if held < width {
            match packed.get(at..at + 4).and_then(|four| four.first_chunk::<4>()) {
                Some(four) => {
                    bits = (bits << 32) | u64::from(u32::from_be_bytes(*four));
                    (held, at) = (held + 32, at + 4);
                }
                None => {
                    while held < width
                        && let Some(byte) = packed.get(at)
                    {
                        bits = (bits << 8) | u64::from(*byte);
                        (held, at) = (held + 8, at + 1);
                    }
                    if held < width {
                        break;
                    }
                }
            }
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        if code == CLEAR {
            (width, next, before) = (9, END + 1, (0, 0));
            continue;
        }
        if code == END {
            break;
        }
        if before.1 > 0 && next < CODES {
            table[next] = (before.0 as u32, before.1 as u32 + 1);
            next += 1;
            if next == (1 << width) - 1 && width < 12 {
                width += 1;
            }
        }
        let length = if code < CLEAR {
            plain[out] = code as u8;
            1
        } else if code < next {
            let (from, length) = (table[code & (CODES - 1)].0 as usize, table[code & (CODES - 1)].1 as usize);
            repeat(plain, from, out, length)
        } else {
            break;
        };
        before = (out, length);
        out += length;
    }
    out
}

/// Writes again what stands at `from`, perhaps reaching into what is being written. Returns how much there was room for.
#[inline]
fn repeat(plain: &mut [u8], from: usize, to: usize, length: usize) -> usize {
    let is_apart = from + length <= to;
    if is_apart && to + length + STEP <= plain.len() {
        let mut done = 0;
        while done < length {
            let mut step = [0; STEP];
            step.copy_from_slice(&plain[from + done..from + done + STEP]);
            plain[to + done..to + done + STEP].copy_from_slice(&step);
            done += STEP;
        }
        return length;
    }
    let length = length.min(plain.len() - to);
    for place in 0..length {
        plain[to + place] = plain[from + place];
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut file = std::io::Cursor::new(Vec::new());
        let encoder = tiff::encoder::TiffEncoder::new(&mut file).expect("memory does not fail");
        let mut encoder = encoder.with_compression(tiff::encoder::Compression::Lzw);
        let mut image =
            encoder.new_image::<tiff::encoder::colortype::Gray8>(plain.len() as u32, 1).expect("memory does not fail");
        image.rows_per_strip(1).expect("one row");
        image.write_data(plain).expect("memory does not fail");
        let mut decoder = tiff::decoder::Decoder::new(std::io::Cursor::new(file.get_ref())).expect("our own bytes");
        let mut number = |tag| decoder.get_tag_u64(tag).expect("there is one strip") as usize;
        let (at, size) = (number(tiff::tags::Tag::StripOffsets), number(tiff::tags::Tag::StripByteCounts));
        file.get_ref()[at..at + size].to_vec()
    }

    #[test]
    fn what_another_writer_packed_comes_back() {
        let noise = |n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8;
        let texts: [Vec<u8>; 5] = [
            vec![7],
            vec![0; 100_000],
            (0..60_000).map(noise).collect(),
            (0..60_000).map(|n| noise(n / 9) & 15).collect(),
            (0..60_000u32).map(|n| (n % 3) as u8).collect(),
        ];
        for text in texts {
            let mut plain = vec![0; text.len()];
            assert_eq!(decode(&packed(&text), &mut plain), text.len());
            assert!(plain == text);
            let mut short = vec![0; text.len() / 2];
            assert_eq!(decode(&packed(&text), &mut short), text.len() / 2);
            assert!(short == text[..text.len() / 2]);
        }
    }

    #[test]
    fn nonsense_ends_early() {
        for packed in [&[][..], &[0x80], &[0xff; 40], &[0x80, 0x7f, 0xff, 0xff], &[0x80, 0x00, 0xff, 0xff, 0xff]] {
            let mut plain = [0; 64];
            assert!(decode(packed, &mut plain) < 64, "{packed:?}");
        }
    }
}
