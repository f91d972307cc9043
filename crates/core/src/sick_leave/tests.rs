use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const DAY_ONE: Date = date(2026, 1, 1);

fn day(number: i32) -> Date {
    DAY_ONE.checked_add(number.days()).expect("a date")
}

fn stretch(from: i32, to: i32) -> Stretch {
    Stretch {
        from: day(from),
        to: day(to),
    }
}

fn spell(number: u8, from: i32, to: i32, percent: u16) -> Spell {
    Spell {
        certificate: CertificateId::from_random_bytes([number; 16]),
        from: day(from),
        to: day(to),
        percent,
        is_draft: false,
    }
}

#[test]
fn five_free_days_do_not_end_a_sick_leave_and_six_do() {
    for (from, leaves_expected) in [(5, 1), (10, 1), (15, 1), (16, 2)] {
        let found = leaves(&[stretch(0, 9), stretch(from, 40)]);
        assert_eq!(found.len(), leaves_expected, "from day {from}");
    }
}

#[test]
fn overlaps_and_gaps_are_named_to_the_day() {
    let stretches = [stretch(0, 9), stretch(7, 20), stretch(24, 30)];
    assert_eq!(overlaps(&stretches), [stretch(7, 9)]);
    assert_eq!(gaps(&stretches), [stretch(21, 23)]);
    assert_eq!(overlaps(&stretches)[0].days(), 3);
    // Certificates that follow each other leave nothing between them.
    assert_eq!(gaps(&[stretch(0, 9), stretch(10, 20)]), []);
    assert_eq!(overlaps(&[stretch(0, 9), stretch(10, 20)]), []);
    assert_eq!(
        shared_days(&stretches[..1], &[stretch(5, 6), stretch(6, 30)]),
        5
    );
}

#[test]
fn the_ongoing_sick_leave_counts_its_days_from_one_and_knows_no_drafts() {
    let mut spells = vec![spell(1, 0, 9, 100), spell(2, 13, 20, 50)];
    assert_eq!(ongoing(&spells, day(0)), Some((day(0), 1)));
    assert_eq!(
        ongoing(&spells, day(11)),
        Some((day(0), 12)),
        "in the pause"
    );
    assert_eq!(ongoing(&spells, day(21)), None);
    spells.push(Spell {
        is_draft: true,
        ..spell(3, 21, 40, 50)
    });
    assert_eq!(ongoing(&spells, day(21)), None);
}

#[test]
fn lines_stand_at_today_and_at_the_days_that_matter() {
    let spells = [spell(1, 0, 199, 100)];
    let drawn = picture(&spells, day(10)).expect("a picture");
    let lines: Vec<_> = drawn
        .lines
        .iter()
        .map(|line| (line.mark, line.day))
        .collect();
    assert_eq!(
        lines,
        [
            (Mark::Day(90), day(89)),
            (Mark::Day(180), day(179)),
            (Mark::Today, day(10))
        ]
    );
    let long_ago = picture(&spells, day(900)).expect("a picture");
    assert_eq!(long_ago.window, stretch(0, 199), "today is too far away");
    let soon = picture(&spells, day(230)).expect("a picture");
    assert_eq!(soon.window, stretch(0, 230));
    assert_eq!(picture(&[], day(0)), None);
}

prop_compose! {
    fn any_spell()(number in any::<u8>(), from in -400..400_i32, days in 1..200_i32, percent in prop::sample::select(vec![25_u16, 50, 75, 100]), is_draft: bool) -> Spell {
        Spell { is_draft, ..spell(number, from, from + days - 1, percent) }
    }
}

proptest! {
    #[test]
    fn every_day_of_the_picture_is_what_the_periods_say(spells in prop::collection::vec(any_spell(), 1..12), today in -500..500_i32) {
        let drawn = picture(&spells, day(today)).expect("a picture");
        prop_assert_eq!(drawn.bars.len(), spells.len());
        let first = spells.iter().map(|s| s.from).min().expect("one");
        let last = spells.iter().map(|s| s.to).max().expect("one");
        let mut at = drawn.window.from;
        while at <= drawn.window.to {
            let count = spells.iter().filter(|s| s.stretch().has(at)).count();
            let in_any = |places: &[Place]| places.iter().filter(|p| p.stretch.has(at)).count();
            let is_inside = first <= at && at <= last;
            prop_assert_eq!(in_any(&drawn.gaps), usize::from(count == 0 && is_inside), "gap on {}", at);
            prop_assert_eq!(in_any(&drawn.overlaps), usize::from(count > 1), "overlap on {}", at);
            prop_assert_eq!(drawn.bars.iter().filter(|bar| bar.place.stretch.has(at)).count(), count);
            at = at.tomorrow().expect("a date");
        }
    }

    #[test]
    fn places_lie_in_the_picture_and_touch_where_their_days_do(spells in prop::collection::vec(any_spell(), 1..12), today in -500..500_i32) {
        let drawn = picture(&spells, day(today)).expect("a picture");
        let places: Vec<Place> = drawn.bars.iter().map(|bar| bar.place).chain(drawn.gaps.clone()).chain(drawn.overlaps.clone()).collect();
        for place in &places {
            prop_assert!(place.x >= 0 && place.width > 0 && place.x + place.width <= WIDTH);
            for other in &places {
                prop_assert_eq!(place.x.cmp(&other.x), place.stretch.from.cmp(&other.stretch.from));
                if place.stretch.to.tomorrow().ok() == Some(other.stretch.from) {
                    prop_assert_eq!(place.x + place.width, other.x);
                }
            }
        }
        for line in &drawn.lines {
            prop_assert!((0..=WIDTH).contains(&line.x) && drawn.window.has(line.day));
        }
    }

    #[test]
    fn sick_leaves_hold_every_period_and_are_far_apart(spells in prop::collection::vec(any_spell(), 1..12)) {
        let stretches: Vec<Stretch> = spells.iter().map(Spell::stretch).collect();
        let found = leaves(&stretches);
        for stretch in &stretches {
            prop_assert_eq!(found.iter().filter(|leave| leave.has(stretch.from) && leave.has(stretch.to)).count(), 1);
        }
        for gap in gaps(&stretches) {
            let is_within = found.iter().any(|leave| leave.has(gap.from));
            prop_assert_eq!(is_within, gap.days() <= LONGEST_PAUSE);
        }
    }
}
