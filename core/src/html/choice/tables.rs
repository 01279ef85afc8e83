//! Numbers, names and patterns of the choice, as the Python modules hand them over.

use regex_automata::meta::Regex;
use serde::Deserialize;

/// A pattern, ready.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Pattern, String> {
        Regex::new(&pattern).map(Pattern).map_err(|error| error.to_string())
    }
}

impl Pattern {
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// Some block-level elements, by the ids of their names.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Vec<u16>")]
pub struct TagSet(u128);

impl TryFrom<Vec<u16>> for TagSet {
    type Error = String;

    fn try_from(tags: Vec<u16>) -> Result<TagSet, String> {
        let put = |set, tag: u16| match 1_u128.checked_shl(tag.into()) {
            Some(bit) => Ok(set | bit),
            None => Err(format!("too many names of elements: {tag}")),
        };
        tags.into_iter().try_fold(0, put).map(TagSet)
    }
}

impl TagSet {
    pub fn has(self, tag: u16) -> bool {
        self.0 >> tag & 1 == 1
    }
}

/// All of it, by module.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub tags: Tags,
    pub all_link: f64,
    pub choice: Bounds,
    pub alike: Alike,
    pub fill: Fill,
    pub furniture: Furniture,
    pub listings: Listings,
}

/// Names of elements that are asked for one by one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tags {
    pub aside: u16,
    pub button: u16,
    pub li: u16,
    pub pre: u16,
    pub td: u16,
    pub cells: TagSet,
}

/// Of `arclean.html.choice`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    pub least: f64,
    pub most: f64,
    pub listed: f64,
    pub listed_blocks: usize,
    pub sure: f64,
    pub text_chars: u32,
    pub notice_chars: u32,
    pub listing_words: u32,
    pub listing_arabic: f64,
    pub not_announced: u32,
    pub line_number_chars: usize,
}

/// Of `arclean.html.alike`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alike {
    pub unsure: f64,
    pub sure: f64,
    pub alike: usize,
    pub raised: f64,
    pub linked: f64,
    pub boxes: TagSet,
}

/// Of `arclean.html.fill`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    pub least: f64,
    pub beside: f64,
    pub asked: f64,
    pub levels: usize,
    pub linked: f64,
    pub chars: u32,
    pub subheadings: TagSet,
    pub table: TagSet,
    pub barred_tags: TagSet,
    pub barred_names: u32,
}

/// Of `arclean.html.furniture`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Furniture {
    pub repeated_chars: u32,
    pub part_share: f64,
    pub comments_share: f64,
    pub article_words: u32,
    pub largest_share: f64,
    pub heading_chars: u32,
    pub notice_chars: u32,
    pub list_links: usize,
    pub stems: Pattern,
    pub overlay: Pattern,
    pub comments: Pattern,
    pub blog_comment: Vec<Pattern>,
    pub other_texts: Pattern,
    pub layouts: Vec<String>,
    pub remark: Pattern,
    pub others: Pattern,
    pub edges: String,
    pub opinion: Pattern,
    pub notice: Pattern,
}

/// Of `arclean.html.listings`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listings {
    pub linked: f64,
    pub told: f64,
    pub arabic: f64,
    /// Signs, and least number of entries that have so many.
    pub teasers: Vec<(u32, usize)>,
    pub teaser_share: f64,
    pub teaser_levels: usize,
    pub date_chars: u32,
    pub beginning: usize,
    pub cut: Pattern,
    pub cut_chars: usize,
    pub more: Pattern,
    pub more_first: Pattern,
    pub more_last: Pattern,
    pub more_edges: String,
    pub more_chars: usize,
}
