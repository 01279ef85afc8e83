//! Every vector path gives what the machines alone give, whole and in pieces, for random bytes and
//! random tables. (That the machines are right is tested against the Python reference.)

mod random;

use std::mem::MaybeUninit;
use std::sync::Arc;

use arclean_native::normalize::engine::{Engine, Failure};
use arclean_native::normalize::short::SCRATCH;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::stream::Stream;
use arclean_native::normalize::text::{Text, Ucs2, Ucs4, Utf8};
use arclean_native::normalize::{Errors, Normalizer};

use random::Random;

const PIECES: &[&str] = &[
    "قال محمد",
    "المدرسة",
    "في ",
    " ",
    "  ",
    "\n",
    "\r\n",
    " \n",
    "\u{200F} \u{200F}",
    "ـ",
    "ـٔ",
    "آَ",
    "ا\u{653}",
    "أ",
    "إ",
    "ى",
    "َّ",
    "َّ",
    "ً",
    "ٰ",
    "ۡ",
    "ک",
    "گوگل",
    "است",
    "ة",
    ",",
    "،",
    "؟",
    "?",
    "«",
    "»",
    "“",
    "…",
    "١٢",
    "٫",
    "٬",
    "رااااع",
    "ووو",
    "abc",
    "É",
    "ﻻ",
    "ﷺ",
    "中",
    "😀",
    "\u{301}",
    "\0",
    "\t",
    "\u{A0}",
    "\u{FEFF}",
    "x",
    "0",
];

fn text(random: &mut Random, pieces: usize) -> String {
    let few: Vec<&str> = (0..4).map(|_| *random.pick(PIECES)).collect();
    let narrow = random.below(3) == 0;
    (0..pieces).map(|_| if narrow { *random.pick(&few) } else { *random.pick(PIECES) }).collect()
}

fn plans() -> Vec<Arc<Normalizer>> {
    let all = [
        include_str!("plans/corpus.json"),
        include_str!("plans/standard.json"),
        include_str!("plans/search.json"),
    ];
    all.iter().map(|json| Arc::new(Normalizer::from_json(json).expect("a plan"))).collect()
}

fn paths() -> Vec<Simd> {
    Simd::ALL.into_iter().filter(|s| s.is_available()).collect()
}

fn run<T: Text>(
    norm: &Arc<Normalizer>,
    simd: Simd,
    errors: Errors,
    machines_only: bool,
    src: &[T::Unit],
) -> Result<Vec<T::Unit>, Failure> {
    let mut engine: Engine<T> = Engine::new(Arc::clone(norm), simd, errors);
    if machines_only {
        engine.track();
    }
    let mut out: Vec<T::Unit> = Vec::with_capacity(src.len() + 64);
    let n = engine.run(src, &mut out, true)?;
    // SAFETY: the run has written so many units.
    unsafe { out.set_len(n) };
    if !machines_only {
        let mut scratch = [MaybeUninit::uninit(); SCRATCH];
        // SAFETY: the vector path is available.
        if let Some(short) = unsafe { norm.short::<T>(simd, src, &mut scratch) } {
            assert_eq!(short, out, "in one go: {simd:?} {src:?}");
        }
    }
    Ok(out)
}

/// Fuzzing hardly ever meets these, as all else in the block must be what the kernels take.
#[test]
fn characters_broken_by_leads_where_blocks_end() {
    const GOOD: [&str; 9] = ["a", " ", "ب", "أ", "ً", "\u{200F}", "”", "\n", "ﷲ"];
    const BROKEN: [&[u8]; 5] = [b"\xE2", b"\xE2\x80", b"\xE2\x80\xD8", b"\xE2\xD8", b"\xE2\xE2"];
    const BREAKING: [&[u8]; 6] =
        [b"\xD8\xA3", b"\xD9\x8B", b"\xC3\xA9", b"\xE2\x80\x8F", b"\xF0\x9F\x98\x80", b"\xD8"];
    let mut random = Random(0xE2);
    let plans = plans();
    for round in 0..8000 {
        let norm = random.pick(&plans).clone();
        let mut raw = Vec::new();
        let size = 50 + random.below(140);
        while raw.len() < size {
            raw.extend(random.pick(&GOOD).bytes());
        }
        raw.extend(*random.pick(&BROKEN));
        raw.extend(*random.pick(&BREAKING));
        for _ in 0..random.below(70) {
            raw.extend(random.pick(&GOOD).bytes());
        }
        let errors = *random.pick(&[Errors::Keep, Errors::Replace]);
        let want = run::<Utf8>(&norm, Simd::Scalar, errors, true, &raw);
        for simd in paths() {
            let got = run::<Utf8>(&norm, simd, errors, false, &raw);
            assert_eq!(got, want, "round {round}, {simd:?}, {errors:?}, {raw:x?}");
        }
    }
}

/// What kernels look up seldom, at every place of a block, in a text that is plain otherwise.
#[test]
fn rare_characters_wherever_they_stand() {
    const RARE: [&str; 8] = ["ٱ", "٪", "٣", "ۀ", "ۖ", "…", "\u{200F}", "\0"];
    for norm in plans() {
        for rare in RARE {
            for (before, odd) in (0..80).flat_map(|n| [(n, ""), (n, ".")]) {
                let raw = format!("{odd}{}{rare}{}", "بت".repeat(before), "سش".repeat(60));
                let raw = raw.as_bytes();
                let want = run::<Utf8>(&norm, Simd::Scalar, Errors::Keep, true, raw);
                for simd in paths() {
                    let got = run::<Utf8>(&norm, simd, Errors::Keep, false, raw);
                    assert_eq!(got, want, "{simd:?}, {before}, {rare:?}");
                }
            }
        }
    }
}

#[test]
fn utf8_paths_agree_with_the_machines() {
    let mut random = Random(0x5EED);
    for round in 0..6000 {
        let norm = random.pick(&plans_once()).clone();
        let size = *random.pick(&[3, 20, 60, 200]);
        let mut raw = text(&mut random, size).into_bytes();
        if random.below(3) == 0 && !raw.is_empty() {
            for _ in 0..=random.below(3) {
                let at = random.below(raw.len());
                raw[at] = *random.pick(&[0x80, 0xBF, 0xC0, 0xD8, 0xD9, 0xE2, 0xED, 0xF0, 0xFF]);
            }
        }
        let errors = *random.pick(&[Errors::Keep, Errors::Replace, Errors::Strict]);
        let want = run::<Utf8>(&norm, Simd::Scalar, errors, true, &raw);
        for simd in paths() {
            let got = run::<Utf8>(&norm, simd, errors, false, &raw);
            assert_eq!(got, want, "round {round}, {simd:?}, {errors:?}, {raw:x?}");
            if let Ok(want) = &want {
                let mut stream: Stream<Utf8> = Stream::new(Arc::clone(&norm), simd, errors);
                let mut got = Vec::new();
                let mut rest = &raw[..];
                while !rest.is_empty() {
                    let (piece, after) = rest.split_at(1 + random.below(rest.len().min(90)));
                    got.extend(stream.feed(piece, false).expect("valid as a whole"));
                    rest = after;
                }
                got.extend(stream.feed(&[], true).expect("valid as a whole"));
                assert_eq!(&got, want, "round {round}, {simd:?} in pieces, {raw:x?}");
            }
        }
    }
}

/// Runs of marks in every order, with what composes and what disappears among them, at all distances from
/// where blocks and pieces end.
#[test]
fn runs_of_marks_wherever_they_stand() {
    const BASES: &[&str] = &[
        "ا", "و", "ي", "أ", "آ", "إ", "ؤ", "ئ", "ب", "ل", "ى", "ک", "ی", "ۥ", "ە", "ـ", " ", "\n",
        "1", ",", "،", "a", "”", "ﻻ", "٫", "\u{200F}", "É", "中",
    ];
    const MARKS: &[&str] = &[
        "\u{64E}", "\u{651}", "\u{650}", "\u{64B}", "\u{652}", "\u{670}", "\u{6E1}", "\u{6D6}",
        "\u{653}", "\u{653}", "\u{654}", "\u{655}", "\u{615}", "\u{656}", "\u{301}",
    ];
    const BETWEEN: &[&str] = &["ـ", "ـ", "\u{200F}", "\u{200C}", " ", "\u{FEFF}", "ک", "\n"];
    const PLAIN: &[&str] =
        &["ب", "ل", "ا", " ", "ت", "ي", "\u{64E}ب", "\u{6E1}ب", "\u{200F}ب", "a"];
    let mut random = Random(0x64E);
    let mut plans = plans();
    let changes = [
        ("[\"elongation\",2],", ""),
        ("[\"tatweel\",\"mark\"],", ""),
        ("\"mark\"", "\"hamza\""),
        ("\"shadda-first\"", "\"nfc\""),
        ("[\"compose\",\"keep\"],", ""),
        ("[\"blanks\",\"trim\"],", ""),
        ("[\"elongation\",2]", "[\"elongation\",1]"),
        ("[\"elongation\",2]", "[\"elongation\",4]"),
        ("[\"script\",\"auto\"],", ""),
    ];
    for (from, to) in changes {
        let json = include_str!("plans/corpus.json");
        assert!(json.contains(from));
        let norm = Normalizer::from_json(&json.replacen(from, to, 1)).expect("a plan");
        plans.push(Arc::new(norm));
    }
    let common = plans.len();
    for round in 0..30_000 {
        if round % 40 == 0 {
            plans.truncate(common);
            plans.extend((0..4).map(|_| Arc::new(some_plan(&mut random))));
        }
        let norm = if round % 2 == 0 { plans[0].clone() } else { random.pick(&plans).clone() };
        let mut text = String::new();
        for _ in 0..=random.below(3) {
            for _ in 0..random.below(68) {
                text.push_str(random.pick::<&str>(PLAIN));
            }
            for _ in 0..random.below(4) {
                text.push_str(random.pick::<&str>(BASES));
                let most = *random.pick(&[1, 2, 3, 3, 4, 5, 10, 36]);
                for _ in 0..random.below(most + 1) {
                    let from = if random.below(9) == 0 { BETWEEN } else { MARKS };
                    text.push_str(random.pick::<&str>(from));
                }
            }
        }
        for _ in 0..random.below(70) {
            text.push_str(random.pick::<&str>(PLAIN));
        }
        let want = run::<Utf8>(&norm, Simd::Scalar, Errors::Keep, true, text.as_bytes());
        let four: Vec<u32> = text.chars().map(u32::from).collect();
        let two: Vec<u16> = four.iter().filter_map(|c| u16::try_from(*c).ok()).collect();
        let want_two = run::<Ucs2>(&norm, Simd::Scalar, Errors::Keep, true, &two);
        let want_four = run::<Ucs4>(&norm, Simd::Scalar, Errors::Keep, true, &four);
        for simd in paths() {
            let got = run::<Utf8>(&norm, simd, Errors::Keep, false, text.as_bytes());
            assert_eq!(got, want, "round {round}, {simd:?}, {text:?}");
            let got = run::<Ucs2>(&norm, simd, Errors::Keep, false, &two);
            assert_eq!(got, want_two, "round {round}, {simd:?}, {text:?}");
            let got = run::<Ucs4>(&norm, simd, Errors::Keep, false, &four);
            assert_eq!(got, want_four, "round {round}, {simd:?}, {text:?}");
            let mut stream: Stream<Utf8> = Stream::new(Arc::clone(&norm), simd, Errors::Keep);
            let (mut got, mut rest) = (Vec::new(), text.as_bytes());
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(1 + random.below(rest.len().min(150)));
                got.extend(stream.feed(piece, false).expect("room"));
                rest = after;
            }
            got.extend(stream.feed(&[], true).expect("room"));
            assert_eq!(Ok(got), want, "round {round}, {simd:?} in pieces, {text:?}");
        }
    }
}

#[test]
fn wide_paths_agree_with_the_machines() {
    let mut random = Random(0xFEED);
    for round in 0..4000 {
        let norm = random.pick(&plans_once()).clone();
        let size = *random.pick(&[3, 20, 60, 200]);
        let text = text(&mut random, size);
        let four: Vec<u32> = text.chars().map(u32::from).collect();
        let want = run::<Ucs4>(&norm, Simd::Scalar, Errors::Keep, true, &four);
        let bytes = run::<Utf8>(&norm, Simd::Scalar, Errors::Keep, true, text.as_bytes());
        let decoded = String::from_utf8(bytes.expect("room")).expect("UTF-8 gives UTF-8");
        assert_eq!(want, Ok(decoded.chars().map(u32::from).collect()), "round {round}");
        for simd in paths() {
            let got = run::<Ucs4>(&norm, simd, Errors::Keep, false, &four);
            assert_eq!(got, want, "round {round}, {simd:?}, {text:?}");
            let two: Vec<u16> = four.iter().filter_map(|c| u16::try_from(*c).ok()).collect();
            let want = run::<Ucs2>(&norm, Simd::Scalar, Errors::Keep, true, &two);
            let got = run::<Ucs2>(&norm, simd, Errors::Keep, false, &two);
            assert_eq!(got, want, "round {round}, {simd:?}, {text:?}");
        }
    }
}

#[test]
fn every_character_alone_and_between_letters() {
    for norm in plans_once() {
        for c in (0..=0x10_FFFF)
            .filter_map(char::from_u32)
            .filter(|c| (*c as u32) < 0x3000 || (0xF000..0x1_1000).contains(&(*c as u32)))
        {
            let text = format!("{c}");
            let between =
                format!("قال محمد {c} سعيد{c}بن{c}{c} علي، ومن ذلك أن الكاتب قد ذهب{c}\nإلى");
            for text in [text, between] {
                let want = run::<Utf8>(&norm, Simd::Scalar, Errors::Strict, true, text.as_bytes());
                for simd in paths() {
                    let got = run::<Utf8>(&norm, simd, Errors::Strict, false, text.as_bytes());
                    assert_eq!(got, want, "{simd:?}, {text:?}");
                }
            }
        }
    }
}

/// Words that a judgement counts for a language and against it, and what may stand in and between them.
const WORDS: &[&str] = &[
    "في",
    "هذا",
    "كانت",
    "المدرسة",
    "والكتاب",
    "بالل",
    "الى",
    "مدرسةة",
    "مدینة",
    "است",
    "را",
    "علی",
    "کتاب",
    "گوگل",
    "ھي",
    "شُدـه",
    "ييی",
    "ەە",
    "پپ",
    "abc",
    "É",
    "«",
    "»",
    ",",
    "،",
    "“",
    "\u{200F}",
    "\u{200C}",
    "ﻻ",
    "ﷺ",
    "中",
    "😀",
    "ـ",
    "\u{64E}",
    "\u{652}\u{64E}",
    "ررررر",
    "مستشفيات",
    "للاستعمالاتهم",
    "123",
    "١٢٣",
    "\u{A0}",
    "ڤ",
    "ک",
];

fn long_line(random: &mut Random) -> String {
    let few: Vec<&str> = (0..5).map(|_| *random.pick(WORDS)).collect();
    let (narrow, joined) = (random.below(2) == 0, random.below(8) == 0);
    let mut line = String::new();
    for _ in 0..random.below(400) {
        let word: &&str = random.pick(if narrow { &few } else { WORDS });
        line += word;
        line += match random.below(12) {
            _ if joined && random.below(40) != 0 => "",
            0 => "",
            1 => "  ",
            2 => "\n",
            _ => " ",
        };
    }
    line
}

#[test]
fn judgements_of_a_line_agree_wherever_they_end() {
    let mut random = Random(0x1AEE);
    for round in 0..3000 {
        let mut plan = (*random.pick(&plans_once()).plan).clone();
        let (window, reach) = (*random.pick(&[8, 80, 700, 5000]), *random.pick(&[80, 900, 9000]));
        plan.script.window = 1 + random.below(window);
        plan.script.reach = 1 + random.below(reach);
        let norm = Arc::new(Normalizer::new(plan));
        let text = long_line(&mut random);
        let four: Vec<u32> = text.chars().map(u32::from).collect();
        let two: Vec<u16> = four.iter().filter_map(|c| u16::try_from(*c).ok()).collect();
        let mut raw = text.clone().into_bytes();
        if random.below(4) == 0 && !raw.is_empty() {
            let at = random.below(raw.len());
            raw[at] = *random.pick(&[0x80, 0xBF, 0xD8, 0xE2, 0xFF]);
        }
        let want = (
            run::<Utf8>(&norm, Simd::Scalar, Errors::Keep, true, &raw),
            run::<Ucs2>(&norm, Simd::Scalar, Errors::Keep, true, &two),
            run::<Ucs4>(&norm, Simd::Scalar, Errors::Keep, true, &four),
        );
        for simd in paths() {
            let got = (
                run::<Utf8>(&norm, simd, Errors::Keep, false, &raw),
                run::<Ucs2>(&norm, simd, Errors::Keep, false, &two),
                run::<Ucs4>(&norm, simd, Errors::Keep, false, &four),
            );
            let script = (norm.plan.script.window, norm.plan.script.reach);
            assert!(got == want, "round {round}, {simd:?}, {script:?}, {text:?}");
        }
    }
}

fn plans_once() -> Vec<Arc<Normalizer>> {
    static PLANS: std::sync::OnceLock<Vec<Arc<Normalizer>>> = std::sync::OnceLock::new();
    PLANS.get_or_init(plans).clone()
}

/// Found by the fuzzer: marks deleted between halves of letters, which then stand beside such letters.
#[test]
fn broken_bytes_that_meet_are_no_letters() {
    let cases: [&[u8]; 3] = [
        b"\r[\xdb\x82\xdb\xd9\x91\x82\xdb\x82\r[",
        b"\xdb\x82\xdb\x82\xdb\x82\r[\xdb\x82\xdb\xd9\x91\x82\xdb\x82\r[\xdb\x82\xdb\x82\xdb\xda\r\0",
        b"k\xda\xb6\xda\xd9\x91\xb6\xda\xb6\xda\xb6k\xda\xb4",
    ];
    for norm in plans_once() {
        for case in cases {
            for line in [case.to_vec(), case.repeat(40)] {
                let want = run::<Utf8>(&norm, Simd::Scalar, Errors::Keep, true, &line);
                for simd in paths() {
                    let got = run::<Utf8>(&norm, simd, Errors::Keep, false, &line);
                    assert_eq!(got, want, "{simd:?}, {:?}", line.escape_ascii().to_string());
                }
            }
        }
    }
}

/// A plan with other machines on, and another table: entries less, and characters that become anything.
fn some_plan(random: &mut Random) -> Normalizer {
    // Each machine with the values that it can have.
    let machines = [
        &["script", "auto"][..],
        &["tatweel", "mark", "hamza"],
        &["compose", "keep", "drop"],
        &["order", "shadda-first", "nfc"],
        &["elongation", "1", "2", "3"],
        &["separators", "ascii"],
        &["line_ends", "lf"],
        &["blanks", "trim"],
        &["punctuation", "arabic"],
    ];
    let texts =
        ["", "", " ", "a", "ا", "ى", "ـ", "\u{653}", "\u{64E}", "\u{2013}", "ee", "b c", "😀"];
    let json = *random.pick(&[
        include_str!("plans/corpus.json"),
        include_str!("plans/standard.json"),
        include_str!("plans/search.json"),
    ]);
    let mut plan: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let mut table = plan["table"].as_array().expect("a table").clone();
    table.retain(|_| random.below(5) != 0);
    let some: String = PIECES.concat();
    for _ in 0..random.below(16) {
        // The blocks whose characters the vector paths look up, and what stands in the texts.
        let c = match random.below(6) {
            0 => 0x20 + random.below(0xE0) as u32,
            1 => 0x2000 + random.below(0x40) as u32,
            2 | 3 => 0x600 + random.below(0x100) as u32,
            _ => u32::from(*random.pick(&some.chars().collect::<Vec<_>>())),
        };
        if c != 0x0A && c != 0x0D {
            table.retain(|entry| entry[0] != c);
            table.push(serde_json::json!([c, random.pick(&texts)]));
        }
    }
    plan["table"] = table.into();
    let mut contexts = Vec::new();
    for machine in machines {
        if random.below(2) == 0 {
            continue;
        }
        let value = *random.pick(&machine[1..]);
        contexts.push(match value.parse::<u32>() {
            Ok(number) => serde_json::json!([machine[0], number]),
            Err(_) => serde_json::json!([machine[0], value]),
        });
    }
    plan["contexts"] = contexts.into();
    Normalizer::from_json(&plan.to_string()).expect("a plan")
}

#[test]
fn random_tables_on_every_path() {
    let mut random = Random(0x7AB1E);
    for round in 0..150 {
        let norm = Arc::new(some_plan(&mut random));
        for _ in 0..12 {
            let size = *random.pick(&[20, 60, 120]);
            let mut text = text(&mut random, size);
            // Of the blocks that have tables of their own, any character.
            for _ in 0..random.below(8) {
                let c = *random.pick(&[0x600, 0x640, 0x6C0, 0x2000]) + random.below(0x40) as u32;
                let at = random.below(text.len() + 1);
                let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                text.insert_str(
                    at,
                    &String::from_iter(char::from_u32(c)).repeat(1 + random.below(3)),
                );
            }
            let mut raw = text.clone().into_bytes();
            if random.below(3) == 0 {
                let at = random.below(raw.len());
                raw[at] = *random.pick(&[0x80, 0xBF, 0xD8, 0xD9, 0xE2, 0xF0]);
            }
            let want = run::<Utf8>(&norm, Simd::Scalar, Errors::Keep, true, &raw);
            let four: Vec<u32> = text.chars().map(u32::from).collect();
            let wide = run::<Ucs4>(&norm, Simd::Scalar, Errors::Keep, true, &four);
            for simd in paths() {
                let got = run::<Utf8>(&norm, simd, Errors::Keep, false, &raw);
                assert_eq!(got, want, "round {round}, {simd:?}, {raw:x?}");
                let got = run::<Ucs4>(&norm, simd, Errors::Keep, false, &four);
                assert_eq!(got, wide, "round {round}, {simd:?}, {text:?}");
            }
        }
    }
}
