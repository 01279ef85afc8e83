//! The words of folded text.

use super::{Tables, decode, decode_last};

impl Tables {
    /// Folded text without what stands before its first word character; text with none comes back as it is.
    pub fn trim_start<'a>(&self, folded: &'a [u8]) -> &'a [u8] {
        let mut start = 0;
        while start < folded.len() {
            let (code, size) = decode(&folded[start..]);
            if self.is_word(code) {
                return &folded[start..];
            }
            start += size;
        }
        folded
    }

    /// Folded text without what stands before its first and after its last word character; text with no word
    /// character comes back as it is.
    pub fn trim<'a>(&self, folded: &'a [u8]) -> &'a [u8] {
        let folded = self.trim_start(folded);
        let mut end = folded.len();
        while end > 0 {
            let (code, size) = decode_last(&folded[..end]);
            if self.is_word(code) {
                return &folded[..end];
            }
            end -= size;
        }
        folded
    }

    /// Length of the run of word characters that `folded` ends with.
    pub fn trailing_word(&self, folded: &[u8]) -> usize {
        let mut end = folded.len();
        while end > 0 {
            let (code, size) = decode_last(&folded[..end]);
            if !self.is_word(code) {
                break;
            }
            end -= size;
        }
        folded.len() - end
    }
}
