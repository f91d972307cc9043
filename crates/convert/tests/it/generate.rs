//! Random drafts that validation accepts, for any type: one generator per kind.

use intyg_catalog::answers::Answers;
use intyg_catalog::condition::Situation;
use intyg_catalog::element::{
    CertificateType, CodeSet, DateSpan, DescribedCode, DiagnosisRules, Element, Kind, WireSystem,
};
use intyg_catalog::visibility::{is_required, is_shown};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::samples::{TODAY, codes};

/// Decisions drawn from bytes; when they have run out every decision is the plainest one, so that failing cases shrink.
pub(crate) struct Dice<'a>(std::slice::Iter<'a, u8>);

impl<'a> Dice<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }
    /// Returns a number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let high = self.0.next().copied().unwrap_or(0);
        let low = if sides > 256 {
            self.0.next().copied().unwrap_or(0)
        } else {
            0
        };
        (usize::from(high) + 256 * usize::from(low)) % sides.max(1)
    }
    pub(crate) fn coin(&mut self) -> bool {
        self.roll(2) == 1
    }
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len())]
    }
}

/// Returns bytes for dice, always the same for the same seed.
pub(crate) fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    (0..length)
        .map(|_| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (mixed >> 56).to_le_bytes()[0]
        })
        .collect()
}

pub(crate) fn accepted(ty: &'static CertificateType, dice: &mut Dice<'_>) -> Answers {
    let mut answers = Answers::default();
    for section in ty.sections {
        let mut is_empty = true;
        for element in section.elements {
            let in_ = Situation {
                ty,
                answers: &answers,
                today: TODAY,
            };
            if !is_shown(element, in_) {
                continue;
            }
            if is_required(ty, element, &answers, TODAY) || dice.coin() {
                fill(element, &mut answers, dice);
                is_empty = false;
            }
        }
        if is_empty && !section.at_least_one.is_empty() {
            let one = dice.roll(section.elements.len());
            fill(&section.elements[one], &mut answers, dice);
        }
    }
    answers
}

fn fill(element: &'static Element, answers: &mut Answers, dice: &mut Dice<'_>) {
    let id = element.id.0;
    match &element.kind {
        Kind::Tick { .. } | Kind::YesNo => answers.set(id, dice.coin().to_string()),
        Kind::Date {
            span: DateSpan::Past,
        } => answers.set(id, not_after_others(answers, dice).to_string()),
        Kind::Date {
            span: DateSpan::Ahead { months },
        } => {
            let last = TODAY.saturating_add(i64::from(*months).months());
            let below = usize::try_from((last - TODAY).get_days()).expect("later") + 1;
            answers.set(id, day(days(dice, below)).to_string());
        }
        Kind::Text { limit } => answers.set(id, text(*limit, dice)),
        Kind::Number { min, max } => {
            let number = usize::from(*min) + dice.roll(usize::from(max - min) + 1);
            answers.set(id, number.to_string());
        }
        Kind::Code { set, .. } => answers.set(id, set.codes[dice.roll(set.codes.len())].code),
        Kind::Codes {
            set,
            max,
            exclusive,
        } => several(id, set, *max, *exclusive, answers, dice),
        Kind::DatedBasis { set, described } => basis(id, set, described, answers, dice),
        Kind::Investigations { set, max, origin } => {
            for row in 1..=1 + dice.roll(*max) {
                investigation(&format!("{id}.{row}"), set, origin.limit, answers, dice);
            }
        }
        Kind::Periods { set } => periods(id, set, answers, dice),
        Kind::Diagnoses {
            max,
            text_limit,
            systems,
            rules,
        } => {
            diagnoses(id, (*max, *text_limit), (systems, *rules), answers, dice);
        }
        Kind::UnitContact => {
            for (part, text) in [
                ("adress", "Gatan 1"),
                ("postnummer", "123 45"),
                ("postort", "Staden"),
                ("telefon", "010-123 45"),
            ] {
                answers.set(format!("{id}.{part}"), text);
            }
        }
    }
}

const SIGNS: [&str; 12] = [
    "a", "Ö", " ", "\n", "é", "&", "<", "]]>", "\"'", "½", "\u{a0}", "\t",
];

fn text(limit: usize, dice: &mut Dice<'_>) -> String {
    if dice.roll(20) == 19 {
        return "å".repeat(limit);
    }
    let signs = (0..dice.roll(30))
        .map(|_| dice.pick(&SIGNS))
        .collect::<String>();
    format!("{signs}x{}", dice.pick(&["", " ", "\n"]))
}

/// Returns a subset that is not empty.
fn some(set: &CodeSet, dice: &mut Dice<'_>) -> Vec<&'static str> {
    let mut chosen: Vec<_> = set
        .codes
        .iter()
        .filter(|_| dice.coin())
        .map(|c| c.code)
        .collect();
    if chosen.is_empty() {
        chosen.push(set.codes[dice.roll(set.codes.len())].code);
    }
    chosen
}

fn several(
    id: &str,
    set: &CodeSet,
    max: usize,
    exclusive: Option<&'static str>,
    answers: &mut Answers,
    dice: &mut Dice<'_>,
) {
    let mut chosen = some(set, dice);
    if let Some(alone) = exclusive {
        if dice.coin() {
            chosen = vec![alone];
        } else if chosen.len() > 1 {
            chosen.retain(|code| *code != alone);
        }
    }
    for code in chosen.into_iter().take(max) {
        answers.set(format!("{id}.{code}"), "true");
    }
}

fn basis(
    id: &str,
    set: &CodeSet,
    described: &DescribedCode,
    answers: &mut Answers,
    dice: &mut Dice<'_>,
) {
    for code in some(set, dice) {
        answers.set(format!("{id}.{code}"), "true");
        answers.set(
            format!("{id}.{code}.datum"),
            day(-days(dice, 40_000)).to_string(),
        );
        if code == described.code {
            answers.set(format!("{id}.{code}.text"), text(described.limit, dice));
        }
    }
}

/// Returns a day that lies after no day that is typed already; often it is the earliest one itself.
fn not_after_others(answers: &Answers, dice: &mut Dice<'_>) -> Date {
    let earliest = answers
        .iter()
        .filter_map(|(_, typed)| typed.parse::<Date>().ok())
        .min()
        .unwrap_or(TODAY);
    let back = if dice.coin() { days(dice, 10_000) } else { 0 };
    earliest
        .checked_sub(back.days())
        .expect("a day within reach")
        .max(jiff::civil::date(1900, 1, 2))
}

fn investigation(
    row: &str,
    set: &CodeSet,
    limit: usize,
    answers: &mut Answers,
    dice: &mut Dice<'_>,
) {
    let code = set.codes[dice.roll(set.codes.len())].code;
    answers.set(format!("{row}.typ"), code);
    answers.set(format!("{row}.datum"), day(-days(dice, 40_000)).to_string());
    let origin: String = text(limit, dice).chars().take(limit).collect();
    let origin = if origin.trim().is_empty() {
        "x".to_owned()
    } else {
        origin
    };
    answers.set(format!("{row}.text"), origin);
}

fn periods(id: &str, set: &CodeSet, answers: &mut Answers, dice: &mut Dice<'_>) {
    let mut next = days(dice, 200) - 100;
    let mut chosen = some(set, dice);
    if dice.coin() {
        chosen.reverse();
    }
    for code in chosen {
        let from = next + days(dice, 3);
        let to = from + days(dice, 60);
        next = to + 1;
        answers.set(format!("{id}.{code}"), "true");
        answers.set(format!("{id}.{code}.from"), day(from).to_string());
        answers.set(format!("{id}.{code}.tom"), day(to).to_string());
    }
}

fn diagnoses(
    id: &str,
    (max, limit): (usize, usize),
    (systems, rules): (&[WireSystem], DiagnosisRules),
    answers: &mut Answers,
    dice: &mut Dice<'_>,
) {
    let system = systems[dice.roll(systems.len())].system;
    answers.set(format!("{id}.kodverk"), system.key());
    for row in 1..=1 + dice.roll(max) {
        let known: Vec<_> = codes(system)
            .iter()
            .copied()
            .filter(|(code, _)| !rules.is_too_short(code))
            .collect();
        let (code, title) = dice.pick(&known);
        answers.set(format!("{id}.{row}.kod"), code);
        let words = if dice.coin() {
            title.to_owned()
        } else {
            text(limit, dice)
        };
        answers.set(
            format!("{id}.{row}.text"),
            words.chars().take(limit).collect::<String>(),
        );
    }
}

fn days(dice: &mut Dice<'_>, below: usize) -> i64 {
    i64::try_from(dice.roll(below)).expect("a small number")
}

fn day(from_today: i64) -> Date {
    TODAY
        .checked_add(from_today.days())
        .expect("a day within reach")
        .max(jiff::civil::date(1900, 1, 2))
}
