//! Any page, some programs: no crash, cuts that can be made, nothing overlooked, and short cuts that change nothing.
//!
//! `cargo +nightly fuzz run lines -- -max_len=300 -runs=10000000`, in core/. The first byte chooses the program, the others are the
//! page: a phrase each, or themselves.
#![no_main]

#[path = "../../tests/random/mod.rs"]
mod random;

use std::sync::OnceLock;

use arclean_native::lines::condition::{Condition, Seen, View};
use arclean_native::lines::engine::Scratch;
use arclean_native::lines::fold::Tables;
use arclean_native::lines::gate::At;
use arclean_native::lines::index::{FIRST_VISIBLE, Index};
use arclean_native::lines::outcome::Outcome;
use arclean_native::lines::page::{Page, Zone};
use arclean_native::lines::probe::Probe;
use arclean_native::lines::program::Program;
use arclean_native::lines::text::from_bytes;
use libfuzzer_sys::fuzz_target;

use random::Random;

/// What a byte below 64 stands for on a page.
const PIECES: [&str; 64] = [
    "\n",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " \n",
    " ",
    " ",
    "  ",
    "\t",
    "\u{a0}",
    "\u{200f}",
    "\u{2003}",
    "\u{feff}",
    "ا",
    "أ",
    "ب",
    "سعيد",
    "سعيد محمد",
    "محمد",
    "مقالات ذات صلة",
    "مقالات",
    "ذات صله",
    "اقرأ أيضا",
    "اقرأ",
    "جميع الحقوق محفوظة",
    "© 2021",
    "copyright 2019",
    "share",
    "Share:",
    "12:35 م",
    "12:35",
    "20",
    " > ",
    "| ",
    "…",
    ".",
    "!",
    "»",
    "«",
    ":",
    "،",
    "؟",
    "ﷺ",
    "ﻻ",
    "\u{64e}",
    "\u{651}",
    "\u{640}",
    "قال الوزير في تصريحات صحفية يوم الاثنين ان الحكومة",
    "كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "\u{64e}\u{64f}\u{650}\u{64e}\u{64f}\u{650}\u{64e}\u{64f}\u{650}\u{64e}\u{64f}\u{650}",
    "😀",
    "\u{10f8ff}",
    "é",
    "ٱ",
    "ـ",
    "١٢٣",
    "a",
    "bbc",
    "0",
    "\u{0}",
];

/// Conditions as the compiler of rules writes them, `@` for another one.
const CONDITIONS: [&str; 38] = [
    r#"{"is":["سعيد","مقالات ذات صله","share"]}"#,
    r#"{"is":["ا","ب","20","a","©","😀"]}"#,
    r#"{"is":["اقرا ايضا"],"max_words":3}"#,
    r#"{"starts":["سعيد","اقرا ايضا","©"]}"#,
    r#"{"starts":["مقالات","ا",".","bbc"]}"#,
    r#"{"starts":["محمد"],"sentence_end":true}"#,
    r#"{"ends":["ذات صله","محمد"]}"#,
    r#"{"ends":[":","ا","م"],"max_chars":40}"#,
    r#"{"has":["سعيد"]}"#,
    r#"{"has":["اب","bbc","20"," > "]}"#,
    r#"{"has":["مقالات ذات صله","جميع الحقوق","copyright","صحفيه يوم الاثنين"]}"#,
    r#"{"has":["ص","."]}"#,
    r#"{"has":["| "],"max_words":12}"#,
    r#"{"has":["سعيد محمد"],"min_words":3,"sentence_end":false}"#,
    r#"{"regex":[{"pattern":"^[^a-z]{0,4}(?:سعيد|محمد)","edge":"start","literals":["سعيد","محمد"]}]}"#,
    r#"{"regex":[{"pattern":"[0-9]{1,2}:[0-9]{2}(?: ص| م)?$","edge":"end","literals":[]}]}"#,
    r#"{"regex":[{"pattern":"(?:copyright|©) ?(?:19|20)[0-9]{2}","edge":null,"literals":["copyright","©"]}],"max_words":20}"#,
    r#"{"regex":[{"pattern":"ا.{0,3}ب","edge":null,"literals":[]},{"pattern":"^share:?$","edge":"start","literals":["share"]}]}"#,
    r#"{"regex":[{"pattern":"^مقالات.*صله$","edge":null,"literals":["مقالات"]}]}"#,
    r#"{"regex":[{"pattern":"(?:^| )ا","edge":null,"literals":[]}]}"#,
    r#"{"regex":[{"pattern":".{0,5}محمد$","edge":"end","literals":["محمد"]}],"max_chars":300}"#,
    r#"{"max_words":2}"#,
    r#"{"min_words":12}"#,
    r#"{"min_chars":20,"max_chars":60}"#,
    r#"{"sentence_end":true,"max_words":6}"#,
    r#"{"not":@}"#,
    r#"{"prev":@}"#,
    r#"{"next":@}"#,
    r#"{"prev":@,"max_words":8}"#,
    r#"{"not":{"prev":@}}"#,
    r#"{"not":{"prev":{"not":@}}}"#,
    r#"{"next":{"not":@}}"#,
    r#"{"has":["ا"],"not":@}"#,
    r#"{"starts":["قال"],"next":@}"#,
    r#"{"ends":["محمد"],"prev":@}"#,
    r#"{}"#,
    r#"{"link_share":0.5}"#,
    r#"{"link_share":0.25,"max_words":4}"#,
];

impl Random {
    fn condition(&mut self) -> String {
        let mut made = (*self.pick(&CONDITIONS)).to_owned();
        while made.contains('@') {
            made = made.replace('@', self.pick(&CONDITIONS));
        }
        made
    }

    fn rule(&mut self) -> String {
        let verb =
            *self.pick(&["drop_line", "drop_line", "strip", "strip", "drop_repeat", "drop_block"]);
        let zone = *self.pick(&[
            "null",
            "null",
            "[\"head\",2]",
            "[\"tail\",3]",
            "[\"head\",9]",
            "[\"tail\",70]",
        ]);
        let most = *self.pick(&["{}", "{}", "{\"times\":2}", "{\"lines\":3}", "{\"share\":0.5}"]);
        let keep = *self.pick(&["first", "last"]);
        // What is stripped must be named.
        let when = self.condition();
        let when = if verb == "strip" { CONDITIONS[self.below(21)].to_owned() } else { when };
        let block = if verb == "drop_block" {
            let mut part = || if self.below(2) == 0 { "null".to_owned() } else { self.condition() };
            let (while_, until, prev) = (part(), part(), part());
            let (lines, back) = (1 + self.below(3), self.below(3));
            let end = *self.pick(&["true", "false", "false"]);
            format!(
                r#"{{"start":{when},"while":{while_},"until":{until},"prev":{prev},"min_lines":{lines},"reaches_end":{end},"back":{back}}}"#
            )
        } else {
            "null".to_owned()
        };
        format!(
            r#"{{"verb":"{verb}","zone":{zone},"at_most":{most},"keep":"{keep}","when":{when},"block":{block}}}"#
        )
    }
}

struct Made {
    alone: Program,
    /// The same, half of its conditions left to a probe.
    probe: Probe,
    shared: Program,
    index: Index,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        Tables::from_json(include_str!("../../tests/plans/fold.json")).expect("tables")
    })
}

fn programs() -> &'static [Made] {
    static PROGRAMS: OnceLock<Vec<Made>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let random = &mut Random(11);
        let make = |_| {
            let rules: Vec<String> = (0..1 + random.below(7)).map(|_| random.rule()).collect();
            let max = *random.pick(&["1.0", "1.0", "0.6"]);
            let json = format!(r#"{{"rules":[{}],"max_removed":{max}}}"#, rules.join(","));
            let known = format!("[{}]", rules[..rules.len() / 2 + 1].join(","));
            let probe = Probe::from_json(tables(), "[]", &known).expect("a probe");
            let alone = Program::from_json(tables(), &json, None, true).expect("a program");
            let shared =
                Program::from_json(tables(), &json, Some(&probe), true).expect("a program");
            let index =
                Index::over(tables(), alone.rules.iter().map(|rule| (rule.zone, &*rule.condition)));
            Made { alone, probe, shared, index }
        };
        (0..256).map(make).collect()
    })
}

struct Whole<'a>(&'a Page);

impl View for Whole<'_> {
    fn count(&self) -> usize {
        self.0.lines.len()
    }

    fn seen(&self, at: usize) -> Seen<'_> {
        self.0.seen(at)
    }

    fn link_share(&self, at: usize) -> Option<f64> {
        self.0.link_share(at)
    }
}

/// A line folded character by character, between letters that stay.
fn folded_slowly(line: &str) -> String {
    let mut out = String::new();
    for char in line.chars() {
        let mut folded = Vec::new();
        tables().fold_line(format!("x{char}x").as_bytes(), &mut folded);
        let folded = String::from_utf8(folded).expect("UTF-8");
        for char in folded[1..folded.len() - 1].chars() {
            if char != ' ' || !(out.is_empty() || out.ends_with(' ')) {
                out.push(char);
            }
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

fn overlooks_nothing(index: &Index, rules: &[(Zone, &Condition)], page: &Page) {
    let mut pairs = Vec::new();
    index.candidates(tables(), page, &mut pairs);
    for (place, (zone, condition)) in rules.iter().enumerate() {
        for line in zone.lines(page.lines.len()) {
            if condition.holds(tables(), &Whole(page), line) {
                let named = match index.at(place as u32) {
                    At::Line => Some(line as u32),
                    At::BeforeIfAny if line == 0 => Some(FIRST_VISIBLE),
                    _ => line.checked_sub(1).map(|before| before as u32),
                };
                let named = named.expect("a line before");
                assert!(pairs.contains(&(place as u32, named)), "condition {place}, line {line}");
            }
        }
    }
}

/// All that a page says of its lines.
fn shown(page: &Page) -> impl Iterator<Item = (usize, usize, usize, u32, u32, &[u8])> {
    let lines = page.lines.iter();
    lines.map(|one| {
        (one.start, one.end, one.stop, one.number, one.spaces, &page.folded[one.fold.clone()])
    })
}

fn same(one: &Outcome, other: &Outcome) {
    assert_eq!(one.cuts, other.cuts);
    assert_eq!(one.notes, other.notes);
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let made = &programs()[usize::from(choice)];
    let mut source = Vec::new();
    for byte in bytes {
        match PIECES.get(usize::from(*byte)) {
            Some(piece) => source.extend_from_slice(piece.as_bytes()),
            None => source.push(*byte),
        }
    }
    let (text, map) = from_bytes(&source);
    // A box of its own, so that the sanitizer sees each byte read beyond the end.
    let text = text.into_owned().into_boxed_slice();
    let mut page = Page::read(tables(), &text);
    let mut alone = Page::default();
    alone.read_by_line(tables(), &text);
    assert!(shown(&page).eq(shown(&alone)), "split and folded in one pass");
    if choice % 3 == 0 {
        page.link_shares = (0..page.lines.len()).map(|line| (line % 4) as f64 / 4.0).collect();
    }
    for line in page.lines.iter().filter(|line| choice % 4 == 0 || line.end - line.start < 24) {
        let source = std::str::from_utf8(&text[line.start..line.end]).expect("whole characters");
        let folded = &page.folded[line.fold.clone()];
        assert_eq!(folded_slowly(source).as_bytes(), folded);
        assert_eq!(line.spaces as usize, folded.iter().filter(|byte| **byte == b' ').count());
    }
    let rules: Vec<_> = made.alone.rules.iter().map(|rule| (rule.zone, &*rule.condition)).collect();
    overlooks_nothing(&made.index, &rules, &page);

    let mut scratch = Scratch::default();
    let mut found = made.alone.run(tables(), &text, &page, &[], &mut scratch);
    let str = std::str::from_utf8(&text).expect("UTF-8");
    let mut end = 0;
    for cut in &found.cuts {
        assert!(end <= cut.start && cut.start < cut.end && cut.end <= text.len(), "{cut:?}");
        assert!(str.is_char_boundary(cut.start) && str.is_char_boundary(cut.end), "{cut:?}");
        end = cut.end;
    }
    let mut pairs = Vec::new();
    made.probe.candidates(tables(), &page, &mut pairs);
    same(&found, &made.shared.run(tables(), &text, &page, &pairs, &mut scratch));
    same(&found, &made.alone.run(tables(), &text, &page, &[], &mut scratch));
    map.apply(&text, &mut found.cuts);
    assert!(found.cuts.iter().all(|cut| cut.start < cut.end && cut.end <= source.len()));
});
