//! Closed lists of words, so that a misspelt word is noticed.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$item])* $variant,)* }

        impl $name {
            /// Every word with its value, in the order of the list.
            pub const ALL: &'static [(&'static str, $name)] = &[$(($text, $name::$variant),)*];

            /// The word used in documents.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The value for a word of the list.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().find(|(text, _)| *text == word).map(|&(_, value)| value)
            }

            /// The value as one bit of a set.
            #[allow(dead_code, reason = "not every list is used as a set")]
            pub(crate) const fn bit(self) -> u64 {
                1 << self as u8
            }
        }
    };
}

pub(crate) use words;
