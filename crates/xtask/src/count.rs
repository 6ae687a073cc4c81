//! How many tests passed and failed, read from what the runners print.

use std::fmt;

/// Tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl Count {
    /// The sum over the lines `test result: ok. 5 passed; 0 failed; …` of cargo.
    pub fn of_cargo(text: &str) -> Count {
        text.lines().filter(|line| line.starts_with("test result:")).map(Count::of_line).sum()
    }

    /// The last line that counts: `5 passed, 0 failed` of the vectors, `1 failed, 5 passed in 0.1s` of pytest.
    pub fn of_last_line(text: &str) -> Count {
        text.lines().rev().map(Count::of_line).find(|count| *count != Count::default()).unwrap_or_default()
    }

    fn of_line(line: &str) -> Count {
        let words: Vec<&str> =
            line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let before = |name: &str| -> u64 {
            words
                .windows(2)
                .filter(|pair| pair[1] == name)
                .find_map(|pair| pair[0].parse().ok())
                .unwrap_or_default()
        };
        Count { passed: before("passed"), failed: before("failed") + before("error") + before("errors") }
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |sum, count| sum + count)
    }
}

impl std::ops::Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        Count { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn every_runner_is_read() {
        let cargo = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored\n\
                     test result: FAILED. 3 passed; 1 failed; 0 ignored; finished in 0.01s\n";
        assert_eq!(Count::of_cargo(cargo), Count { passed: 5, failed: 1 });
        assert_eq!(
            Count::of_last_line("....\n2 failed, 4 passed in 0.12s\n"),
            Count { passed: 4, failed: 2 }
        );
        assert_eq!(Count::of_last_line("1 passed, 1 error in 0.12s\n\n"), Count { passed: 1, failed: 1 });
        assert_eq!(
            Count::of_last_line("digest 00ff\n135 passed, 0 failed\n"),
            Count { passed: 135, failed: 0 }
        );
        assert_eq!(Count::of_last_line("nothing was run\n"), Count::default());
    }
}
