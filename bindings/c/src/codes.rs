//! What the numbers mean, and which library this is.

use crate::boundary::plain;
use crate::text::tactful_text;
use tactful::Code;

/// Texts in English.
pub const TACTFUL_LANGUAGE_ENGLISH: u32 = 1;
/// Texts in Chinese.
pub const TACTFUL_LANGUAGE_CHINESE: u32 = 2;

fn code_of(number: u32) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| u32::from(code.number()) == number)
}

/// The name of a code, such as `quiet_hours`: the same that JSON and Python use. Static; `{NULL, 0}` for a number
/// that is not in the table.
#[unsafe(no_mangle)]
pub extern "C" fn tactful_code_name(code: u32) -> tactful_text {
    plain(tactful_text::NONE, || {
        code_of(code).map_or(tactful_text::NONE, |code| tactful_text::of(code.as_str()))
    })
}

/// What a code means, in English or Chinese (`TACTFUL_LANGUAGE_...`). Static; `{NULL, 0}` for an unknown number or
/// language.
#[unsafe(no_mangle)]
pub extern "C" fn tactful_code_meaning(code: u32, language: u32) -> tactful_text {
    plain(tactful_text::NONE, || match (code_of(code), language) {
        (Some(code), TACTFUL_LANGUAGE_ENGLISH) => tactful_text::of(code.english()),
        (Some(code), TACTFUL_LANGUAGE_CHINESE) => tactful_text::of(code.chinese()),
        _ => tactful_text::NONE,
    })
}

/// The version of the library that is linked: compare it with `TACTFUL_VERSION`, that of the header.
#[unsafe(no_mangle)]
pub extern "C" fn tactful_version() -> u32 {
    let part = |text: &str| text.parse::<u32>().unwrap_or(0);
    part(env!("CARGO_PKG_VERSION_MAJOR")) << 16
        | part(env!("CARGO_PKG_VERSION_MINOR")) << 8
        | part(env!("CARGO_PKG_VERSION_PATCH"))
}

/// The semantics version of the library that is linked: it moves whenever the answer of a verified request changes.
#[unsafe(no_mangle)]
pub extern "C" fn tactful_semantics_version() -> u32 {
    tactful::SEMANTICS_VERSION
}
