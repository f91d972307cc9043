//! Damaged and hostile calls: each gets an answer or a fault, memory stays bounded, and others are served meanwhile.
//!
//! The suite sends some ninety, a few of each kind. All ten thousand:
//! `HOSTILE_FILES=10000 cargo test --release -p intyg-delivery --test it hostile -- --nocapture`

use std::sync::Arc;
use std::time::Instant;

use futures_util::StreamExt as _;
use futures_util::stream;
use intyg_rivta::result::ResultType;
use intyg_rivta::xml::limits;
use intyg_testkit::databases::TestDatabase;

use crate::inbox::{Said, Scene, envelope, post};

/// Calls under way at the same time.
const AT_ONCE: usize = 8;
/// Most that the process may grow, in kilobytes, both ends of every connection included. One document at a time is read into a tree of
/// at most 16 times its size (reliability-security R73).
const MOST_GROWTH: u64 = 192 * 1024;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// Returns a number below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let sides = u64::try_from(sides.max(1)).expect("small");
        usize::try_from((self.0 >> 33) % sides).expect("small")
    }
    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).expect("a byte")
    }
}

type Damage = fn(&[u8], &mut Dice) -> Vec<u8>;

const DAMAGES: &[(&str, Damage)] = &[
    ("cut", |call, dice| call[..dice.roll(call.len())].to_vec()),
    ("doubled", |call, _| [call, call].concat()),
    ("a piece doubled", |call, dice| {
        let (a, b) = piece(call, dice);
        [&call[..b], &call[a..b], &call[b..]].concat()
    }),
    ("a piece lost", |call, dice| {
        let (a, b) = piece(call, dice);
        [&call[..a], &call[b..]].concat()
    }),
    ("bytes changed", |call, dice| {
        let mut bytes = call.to_vec();
        for _ in 0..=dice.roll(8) {
            let at = dice.roll(bytes.len());
            bytes[at] = dice.byte();
        }
        bytes
    }),
    ("noise", |_, dice| {
        (0..dice.roll(5000)).map(|_| dice.byte()).collect()
    }),
    ("zeros between", |call, dice| {
        let at = dice.roll(call.len());
        [&call[..at], &[0; 4], &call[at..]].concat()
    }),
    ("entities that multiply", |call, dice| {
        let inner = many(3 + dice.roll(30), |n| {
            format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))
        });
        let dtd = format!("<!DOCTYPE a [<!ENTITY e0 \"ha\">{inner}]>");
        [dtd.as_bytes(), call].concat()
    }),
    ("an entity from outside", |call, _| {
        [
            b"<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            call,
        ]
        .concat()
    }),
    ("UTF-16", |call, _| {
        let text = String::from_utf8_lossy(call).into_owned();
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }),
    ("nested deeply", |call, dice| {
        let depth = 60 + dice.roll(100_000);
        within(call, &["<a>".repeat(depth), "</a>".repeat(depth)].concat())
    }),
    ("many elements", |call, dice| {
        within(call, &"<a/>".repeat(90_000 + dice.roll(50_000)))
    }),
    ("many attributes", |call, dice| {
        let attributes = many(60 + dice.roll(10_000), |n| format!(" a{n}=''"));
        within(call, &format!("<a{attributes}/>"))
    }),
    ("many namespaces", |call, dice| {
        let spaces = many(14 + dice.roll(5_000), |n| format!(" xmlns:n{n}='u:{n}'"));
        within(call, &format!("<a{spaces}/>"))
    }),
    ("a long text", |call, dice| {
        within(call, &"å".repeat(500_000 + dice.roll(30_000)))
    }),
    ("larger than the limit", |call, dice| {
        within(call, &" ".repeat(limits::DOCUMENT + dice.roll(100_000)))
    }),
    ("many points", |call, dice| {
        let point =
            "<rc:komplettering><rc:frage-id>1</rc:frage-id><rc:text>x</rc:text></rc:komplettering>";
        let text = String::from_utf8_lossy(call).into_owned();
        let id = format!(
            "<rc:meddelande-id>many {}</rc:meddelande-id>",
            dice.roll(1 << 30)
        );
        text.replacen(
            "<rc:komplettering>",
            &format!(
                "{}<rc:komplettering>",
                point.repeat(2_000 + dice.roll(10_000))
            ),
            1,
        )
        .replacen("<rc:meddelande-id>hostile</rc:meddelande-id>", &id, 1)
        .into_bytes()
    }),
    ("an id as long as the body", |call, _| {
        let text = String::from_utf8_lossy(call).into_owned();
        text.replace("hostile", &"x".repeat(1_000_000)).into_bytes()
    }),
];

/// Makes so many pieces, numbered from 1.
fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    let pieces: Vec<String> = (1..=count).map(piece).collect();
    pieces.concat()
}

fn piece(call: &[u8], dice: &mut Dice) -> (usize, usize) {
    let (a, b) = (dice.roll(call.len()), dice.roll(call.len()));
    (a.min(b), a.max(b))
}

/// Puts something into the message, where the contract tolerates foreign elements and nothing else.
fn within(call: &[u8], what: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(call).into_owned();
    let end = "</rc:SendMessageToCare>";
    text.replacen(end, &format!("{what}{end}"), 1).into_bytes()
}

/// Returns the most memory that the process has had, in kilobytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("a peak");
    line.split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_call_is_answered_and_others_are_served_meanwhile() {
    let count = std::env::var("HOSTILE_FILES").map_or(90, |count| count.parse().expect("a number"));
    let database = TestDatabase::sqlite().await;
    let s = Arc::new(Scene::on(database.store.clone()).await);
    let call = envelope(&s.message("hostile")).into_bytes();
    assert!(matches!(post(&s.base, call.clone()).await, Said::Result(_)));
    let before = peak();
    let started = Instant::now();
    let mut dice = Dice(42);
    let calls = (0..count).map(|n: usize| {
        let (name, damage) = DAMAGES[n % DAMAGES.len()];
        let body = damage(&call, &mut dice);
        let s = Arc::clone(&s);
        async move {
            let said = post(&s.base, body).await;
            assert!(!matches!(said, Said::Other(_)), "{name}: {said:?}");
            if n.is_multiple_of(10) {
                let good = envelope(&s.message(&format!("good {n}"))).into_bytes();
                assert_eq!(
                    post(&s.base, good).await,
                    Said::Result(ResultType::ok()),
                    "after {name}"
                );
            }
        }
    });
    stream::iter(calls)
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<()>>()
        .await;
    let growth = peak().saturating_sub(before);
    println!(
        "{count} calls in {:?}, {growth} kB more at most",
        started.elapsed()
    );
    assert!(growth < MOST_GROWTH, "{growth} kB");
    assert!(s.stored().await > count / 10, "the good ones are stored");
    database.remove().await;
}
