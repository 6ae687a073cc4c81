//! Gzipped tables, and two halves of their texts.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The rows after the header; none, with a word about it, where there is no such file.
pub fn read(path: &Path) -> Outcome<Option<Vec<Vec<String>>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(problem) => {
            println!("nothing to do: the table {} cannot be opened ({problem})", path.display());
            return Ok(None);
        }
    };
    let table = flate2::read::GzDecoder::new(BufReader::new(file));
    let mut rows = Vec::new();
    for record in csv::ReaderBuilder::new().flexible(true).from_reader(table).records() {
        rows.push(record?.iter().map(str::to_owned).collect());
    }
    Ok(Some(rows))
}

/// 0 or 1, by FNV-1a of the text: the same half in every run and language.
pub fn half(text: &str) -> usize {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 17 & 1) as usize
}
