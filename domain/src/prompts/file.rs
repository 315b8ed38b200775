//! The file of a prompt: `version: 1`, an empty line, and the words.

/// What the shop says to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Grows whenever the words change.
    pub version: u32,
    pub text: &'static str,
}

impl File {
    /// # Panics
    /// When the file does not begin with its version. All of them are part of the program, and a test reads each.
    pub(super) fn read(source: &'static str) -> Self {
        Self::parse(source).expect("a prompt begins with its version and an empty line")
    }

    fn parse(source: &'static str) -> Option<Self> {
        let (head, text) = source.split_once("\n\n")?;
        let version = head.strip_prefix("version: ")?.parse().ok().filter(|version| *version > 0)?;
        Some(Self { version, text: text.trim_end() }).filter(|file| !file.text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_version_or_words_is_none() {
        assert_eq!(File::parse("version: 3\n\nBe brief.\n"), Some(File { version: 3, text: "Be brief." }));
        for wrong in ["", "Be brief.", "version: 0\n\nBe brief.", "version: x\n\nBe brief.", "version: 1\n\n"]
        {
            assert_eq!(File::parse(wrong), None, "{wrong}");
        }
    }
}
