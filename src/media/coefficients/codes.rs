//! Huffman codes (T.81, Annexes C and F): read by looking several bits up at a time, written from the tables that the
//! standard proposes (Annex K.3).

use crate::media::coefficients::bits::Bits;

/// Bits that are looked up at a time: tables for lightness and colour fit the first cache together.
const LOOKED_UP: u32 = 11;
/// Past any coefficient: what ends a block leads there.
const END: u32 = 64;

/// A code as it is read. An entry of the table holds the bits that a code and its value take (0 where they are more than
/// are looked up), how many coefficients are passed over (8 bits further), and the value (16 bits further).
pub struct Codes {
    entries: Box<[u32; 1 << LOOKED_UP]>,
    /// By length: the first 16 bits that are beyond its codes, and what leads from a code to the place of its symbol.
    beyond: [u32; 17],
    offsets: [i32; 17],
    symbols: [u8; 256],
    is_dc: bool,
}

impl Codes {
    /// Makes the table of a code, given by its counts of symbols of each length, and the symbols; `None` where they are
    /// no code.
    pub fn new(counts: &[u8], listed: &[u8], is_dc: bool) -> Option<Codes> {
        let mut symbols = [0; 256];
        symbols.get_mut(..listed.len())?.copy_from_slice(listed);
        if is_dc && listed.iter().any(|size| *size > 15) {
            return None;
        }
        let mut codes =
            Codes { entries: Box::new([0; 1 << LOOKED_UP]), beyond: [0; 17], offsets: [0; 17], symbols, is_dc };
        let (mut code, mut place) = (0u32, 0u32);
        for length in 1..=16u32 {
            codes.offsets[length as usize] = place as i32 - code as i32;
            for _ in 0..*counts.get(length as usize - 1)? {
                if code >> length != 0 {
                    return None;
                }
                if length <= LOOKED_UP {
                    codes.enter(code, length, *listed.get(place as usize)?);
                }
                (code, place) = (code + 1, place + 1);
            }
            codes.beyond[length as usize] = code << (16 - length);
            code <<= 1;
        }
        (place as usize == listed.len()).then_some(codes)
    }

    fn enter(&mut self, code: u32, length: u32, symbol: u8) {
        let free = LOOKED_UP - length;
        for rest in 0..1u32 << free {
            let (skip, size) = self.meaning(symbol);
            let entry = if size > free {
                // Value 0 and no bits: what is left to be known is the symbol and how long its code is.
                u32::from(symbol) << 8 | length << 16
            } else {
                let value = extended((u64::from(rest) << 1) << (63 - free), size);
                (length + size) | skip << 8 | (value as u32) << 16
            };
            self.entries[(code << free | rest) as usize] = entry;
        }
    }

    /// Returns how many coefficients a symbol passes over, and how many bits its value has.
    fn meaning(&self, symbol: u8) -> (u32, u32) {
        match (self.is_dc, symbol >> 4, symbol & 15) {
            (true, ..) => (0, u32::from(symbol)),
            (false, 15, 0) => (15, 0),
            (false, _, 0) => (END, 0),
            (false, run, size) => (u32::from(run), u32::from(size)),
        }
    }

    /// Reads a symbol and its value. Returns how many coefficients are passed over, and the value.
    #[inline(always)]
    pub fn next(&self, bits: &mut Bits<'_>) -> Option<(usize, i32)> {
        bits.fill();
        let mut entry = self.entries[(bits.ahead() >> (64 - LOOKED_UP)) as usize];
        if entry & 0xff == 0 {
            entry = self.long(bits.ahead(), entry)?;
        }
        bits.pass(entry & 0xff);
        Some(((entry >> 8 & 0xff) as usize, entry as i32 >> 16))
    }

    /// Makes the entry of a code that takes more bits than are looked up.
    #[cold]
    fn long(&self, ahead: u64, entry: u32) -> Option<u32> {
        let (mut length, mut symbol) = (entry >> 16, (entry >> 8) as u8);
        if length == 0 {
            let code = (ahead >> 48) as u32;
            length = (LOOKED_UP + 1..=16).find(|length| code < self.beyond[*length as usize])?;
            symbol = self.symbols[((code >> (16 - length)) as i32 + self.offsets[length as usize]) as usize & 255];
        }
        let (skip, size) = self.meaning(symbol);
        Some((length + size) | skip << 8 | (extended(ahead << length, size) as u32) << 16)
    }
}

/// Reads a value from the foremost bits (T.81, F.2.2.1).
fn extended(ahead: u64, size: u32) -> i32 {
    if size == 0 {
        return 0;
    }
    let bits = (ahead >> (64 - size)) as i32;
    if bits >> (size - 1) == 0 { bits - (1 << size) + 1 } else { bits }
}

/// A code of the standard, as it is told in a file.
pub struct Standard {
    /// How many symbols there are of each length.
    pub counts: [u8; 16],
    /// The symbols.
    pub symbols: &'static [u8],
}

impl Standard {
    /// Returns for each symbol its code and, 16 bits further, its length.
    pub fn written(&self) -> [u32; 256] {
        let (mut all, mut code, mut symbols) = ([0; 256], 0u32, self.symbols.iter());
        for (length, count) in (1u32..).zip(self.counts) {
            for symbol in symbols.by_ref().take(usize::from(count)) {
                all[usize::from(*symbol)] = code | length << 16;
                code += 1;
            }
            code <<= 1;
        }
        all
    }
}

/// The codes of the mean values and of the other coefficients, of lightness and of colour.
pub const STANDARD: [Standard; 4] = [
    Standard {
        counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
        symbols: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    },
    Standard {
        counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
        symbols: b"\
            \x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xa1\x08\
            \x23\x42\xb1\xc1\x15\x52\xd1\xf0\x24\x33\x62\x72\x82\x09\x0a\x16\x17\x18\x19\x1a\x25\x26\x27\x28\
            \x29\x2a\x34\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\
            \x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89\
            \x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\
            \xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe1\xe2\
            \xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
    },
    Standard {
        counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
        symbols: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    },
    Standard {
        counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
        symbols: b"\
            \x00\x01\x02\x03\x11\x04\x05\x21\x31\x06\x12\x41\x51\x07\x61\x71\x13\x22\x32\x81\x08\x14\x42\x91\
            \xa1\xb1\xc1\x09\x23\x33\x52\xf0\x15\x62\x72\xd1\x0a\x16\x24\x34\xe1\x25\xf1\x17\x18\x19\x1a\x26\
            \x27\x28\x29\x2a\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\
            \x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x82\x83\x84\x85\x86\x87\
            \x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\
            \xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\
            \xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
    },
];
