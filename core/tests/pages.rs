//! Pages split and folded in one pass, beside each line folded alone.

mod random;

use arclean_native::lines::fold::Tables;
use arclean_native::lines::page::Page;

use random::Random;

const PIECES: [&str; 24] = [
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    "\u{a0}",
    "\u{200f}",
    "\u{640}",
    "\u{64e}",
    "\u{64e}\u{651}",
    "ا",
    "أ",
    "ب",
    "ة",
    "a",
    "É",
    "“",
    "😀",
    "؟",
    "\u{c}",
    "ﷺ",
    "كلمة طويلة ",
];

fn lines(page: &Page) -> Vec<(usize, usize, usize, u32, u32, String)> {
    let fold = |range: std::ops::Range<usize>| {
        String::from_utf8(page.folded[range].to_vec()).expect("UTF-8")
    };
    let lines = page.lines.iter();
    lines
        .map(|one| (one.start, one.end, one.stop, one.number, one.spaces, fold(one.fold.clone())))
        .collect()
}

#[test]
fn one_pass_and_line_by_line() {
    let tables = Tables::from_json(include_str!("plans/fold.json")).expect("tables");
    let random = &mut Random(5);
    let mut again = Page::default();
    let mut count = 0;
    for round in 0..4000 {
        let size = random.below(if round % 8 == 0 { 400 } else { 40 });
        // Runs of letters, too: a step takes 64 bytes, most of them in the midst of a line.
        let text: String =
            (0..size).map(|_| random.pick(&PIECES).repeat(1 + random.below(9) / 8 * 40)).collect();
        // A box of its own: a read beyond its end is one that a sanitizer sees.
        let text = text.into_bytes().into_boxed_slice();
        let mut alone = Page::default();
        alone.read_by_line(&tables, &text);
        again.read_again(&tables, &text);
        assert_eq!(lines(&again), lines(&alone), "{:?}", String::from_utf8_lossy(&text));
        assert_eq!(again.length, alone.length);
        count += again.lines.len();
    }
    assert!(count > 20_000, "{count}");
}
