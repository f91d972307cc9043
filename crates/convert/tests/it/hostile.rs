//! Damaged and hostile files through the judge: a clear line each, no panic, bounded memory.
//!
//! The suite takes some ninety, a few of each kind. All ten thousand:
//! `HOSTILE_FILES=10000 cargo test --release -p intyg-convert --test it hostile -- --nocapture`

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use intyg_convert::{LARGEST_DOCUMENT, Verdict, validate_all, validate_file};

use crate::fixtures::xml;
use crate::generate::{self, Dice};
use crate::samples::minimal;

/// Most that a processor may need for judging, in kilobytes, the file and its making included. Source: reliability-security R73: 16 times
/// a document for scan and tree; T12.
const MOST_MEMORY: u64 = 48 * 1024;

/// What is done to a certificate, or stands in the place of one.
type Damage = fn(&str, &mut Dice<'_>) -> Vec<u8>;

const DAMAGES: &[(&str, Damage)] = &[
    ("cut", |xml, dice| {
        let at = dice.roll(xml.len());
        xml.as_bytes()[..at].to_vec()
    }),
    ("doubled", |xml, _| [xml, xml].concat().into_bytes()),
    ("a piece doubled", |xml, dice| {
        let (a, b) = (dice.roll(xml.len()), dice.roll(xml.len()));
        let piece = &xml.as_bytes()[a.min(b)..a.max(b)];
        [
            &xml.as_bytes()[..a.max(b)],
            piece,
            &xml.as_bytes()[a.max(b)..],
        ]
        .concat()
    }),
    ("a piece lost", |xml, dice| {
        let (a, b) = (dice.roll(xml.len()), dice.roll(xml.len()));
        [&xml.as_bytes()[..a.min(b)], &xml.as_bytes()[a.max(b)..]].concat()
    }),
    ("bytes changed", |xml, dice| {
        let mut bytes = xml.as_bytes().to_vec();
        for _ in 0..=dice.roll(8) {
            let at = dice.roll(bytes.len());
            bytes[at] = u8::try_from(dice.roll(256)).expect("a byte");
        }
        bytes
    }),
    ("a text changed", |xml, dice| {
        let word = dice.pick(&[
            "true", "2024", "KV_FKMU", "F32", "cv", "svar", "id=", "version",
        ]);
        let other = dice.pick(&[
            "",
            " ",
            "x",
            "&#x41;",
            "<!-- -->",
            "<![CDATA[1]]>",
            "å",
            "true",
        ]);
        xml.replacen(word, other, 1 + dice.roll(3)).into_bytes()
    }),
    ("entities that multiply", |xml, dice| {
        let mut dtd = String::from("<!DOCTYPE a [<!ENTITY e0 \"ha\">");
        for n in 1..=3 + dice.roll(30) {
            let inner = format!("&e{};", n - 1).repeat(10);
            write!(dtd, "<!ENTITY e{n} \"{inner}\">").expect("memory is not full");
        }
        format!("{dtd}]>{xml}").into_bytes()
    }),
    ("an entity from outside", |xml, _| {
        format!("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{xml}").into_bytes()
    }),
    ("UTF-16", |xml, dice| {
        let little = dice.coin();
        let unit = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        let mark = if dice.coin() { "\u{feff}" } else { "" };
        mark.encode_utf16()
            .chain(xml.encode_utf16())
            .flat_map(unit)
            .collect()
    }),
    ("ISO 8859-1", |xml, dice| {
        let name = dice.pick(&[
            "ISO-8859-1",
            "windows-1252",
            "UTF-7",
            "EBCDIC-CP-FI",
            "utf-8",
        ]);
        let text = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{xml}");
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect()
    }),
    ("zeros between", |xml, dice| {
        let mut bytes = xml.as_bytes().to_vec();
        let at = dice.roll(bytes.len());
        bytes.splice(at..at, [0; 4]);
        bytes
    }),
    ("one element of 50 MB", |_, _| {
        // As the command does, no more is read than shows that it is too much.
        let mut text = String::from("<intyg>");
        text.extend(std::iter::repeat_n('a', LARGEST_DOCUMENT + 1 - text.len()));
        text.into_bytes()
    }),
    ("one text as long as may be", |_, dice| {
        format!("<intyg>{}</intyg>", "å".repeat(500_000 + dice.roll(30_000))).into_bytes()
    }),
    ("nested deeply", |_, dice| {
        let depth = dice.pick(&[63, 64, 65, 10_000, 100_000]);
        format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)).into_bytes()
    }),
    ("very many attributes", |_, dice| {
        let mut text = String::from("<a");
        for n in 0..dice.pick(&[64_u32, 65, 100_000]) {
            write!(text, " b{n}=''").expect("memory is not full");
        }
        format!("{text}/>").into_bytes()
    }),
    ("very many namespaces", |_, dice| {
        let mut text = String::new();
        for n in 0..dice.pick(&[60_u32, 64, 3_000]) {
            write!(text, "<a xmlns:n{n}='u{n}'>").expect("memory is not full");
        }
        text.into_bytes()
    }),
    ("very many references", |xml, _| {
        xml.replacen("STOR_SANNOLIKHET", &"&#49;".repeat(200_000), 1)
            .into_bytes()
    }),
    ("very many comments", |xml, _| {
        xml.replacen("STOR_SANNOLIKHET", &"t<!---->".repeat(100_000), 1)
            .into_bytes()
    }),
    ("very many empty svar", |xml, dice| {
        many(xml, dice.pick(&[1_000, 90_000, 200_000]), |_| {
            "<svar/>".to_owned()
        })
    }),
    ("very many svar of one kind", |xml, dice| {
        // All different, so that comparing each with each would not end early.
        let id = dice.pick(&["28", "32", "40", "1", "9001"]);
        many(xml, 20_000, |n| {
            format!(
                "<svar id=\"{id}\"><delsvar id=\"{id}.1\"><cv xmlns=\"urn:riv:clinicalprocess:healthcond:certificate:types:3\"><code>{n}</code></cv></delsvar></svar>"
            )
        })
    }),
    ("very many parts", |xml, _| {
        let parts = "<delsvar id=\"6.1\"/>".repeat(90_000);
        many(xml, 1, |_| format!("<svar id=\"6\">{parts}</svar>"))
    }),
    ("nothing", |_, _| Vec::new()),
    ("noise", |_, dice| {
        (0..3_000)
            .map(|_| u8::try_from(dice.roll(256)).expect("a byte"))
            .collect()
    }),
];

/// Puts svar in front of the end of the certificate, and stops where a document is too large anyway.
fn many(xml: &str, count: usize, svar: impl Fn(usize) -> String) -> Vec<u8> {
    let core = "urn:riv:clinicalprocess:healthcond:certificate:3";
    let at = xml
        .rfind("</")
        .and_then(|end| xml[..end].rfind("</"))
        .expect("two ends");
    let mut text = String::with_capacity(LARGEST_DOCUMENT + 64 * 1024);
    text.push_str(&xml[..at]);
    for n in 0..count {
        if text.len() > LARGEST_DOCUMENT {
            break;
        }
        text.push_str(&svar(n).replacen("<svar", &format!("<svar xmlns=\"{core}\""), 1));
    }
    text.push_str(&xml[at..]);
    text.into_bytes()
}

fn file(number: usize) -> (&'static str, Vec<u8>) {
    let (what, damage) = DAMAGES[number % DAMAGES.len()];
    let bytes = generate::bytes(u64::try_from(number).expect("small"), 4_096);
    let mut damaged = damage(&xml(&minimal()), &mut Dice::new(&bytes));
    damaged.truncate(LARGEST_DOCUMENT + 1);
    (what, damaged)
}

fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux machine");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("a peak");
    line.split_whitespace()
        .nth(1)
        .expect("a figure")
        .parse()
        .expect("a number")
}

#[test]
fn every_hostile_file_gets_a_clear_line_in_bounded_memory() {
    let count = std::env::var("HOSTILE_FILES").map_or(92, |count| count.parse().expect("a number"));
    let numbers: Vec<usize> = (0..count).collect();
    // What the largest files and the first use of everything need by themselves is no part of the figure.
    let largest: Vec<_> = (0..intyg_convert::processors())
        .map(|_| vec![b' '; 3 * LARGEST_DOCUMENT])
        .collect();
    assert!(
        largest
            .iter()
            .all(|file| matches!(validate_file(file), Verdict::Unreadable(_)))
    );
    drop(largest);
    let before = peak_kilobytes();
    let began = Instant::now();
    let mut refused = 0;
    validate_all(
        &numbers,
        |number| Ok(file(*number).1),
        |number, verdict| {
            let line = match &verdict {
                Verdict::Pass => return,
                Verdict::Fail { first, .. } => first,
                Verdict::Unreadable(reason) => reason,
            };
            refused += 1;
            let what = DAMAGES[number % DAMAGES.len()].0;
            let clear = (5..200).contains(&line.len()) && !line.contains(char::is_control);
            assert!(clear, "{number} ({what}): {line:?}");
        },
    );
    let (took, more) = (began.elapsed(), peak_kilobytes().saturating_sub(before));
    println!("{refused} of {count} refused in {took:?}, at most {more} kB more memory");
    assert!(refused * 10 > count * 8, "{refused}");
    let processors = u64::try_from(intyg_convert::processors()).expect("few");
    assert!(more < MOST_MEMORY * processors, "{more} kB");
}

/// Prints the slowest kinds; the test above fails on nothing that a slow machine could cause.
#[test]
fn no_kind_of_hostile_file_is_taken() {
    let mut slowest = (Duration::ZERO, "");
    for number in 0..DAMAGES.len() {
        let (what, bytes) = file(number);
        let began = Instant::now();
        let verdict = validate_file(&bytes);
        slowest = slowest.max((began.elapsed(), what));
        let harmless = matches!(
            what,
            "bytes changed" | "a text changed" | "a piece doubled" | "a piece lost"
        );
        assert!(harmless || verdict != Verdict::Pass, "{what}");
    }
    println!("slowest: {slowest:?}");
}
