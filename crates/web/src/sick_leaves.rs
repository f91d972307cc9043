//! The picture of the patient's sick leaves and the same facts as a table, on the start page and in the editor.
//! Source: ui 5.15, acceptance N01.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{PeriodState, SickLeavePeriod};
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::sick_leave::{self, Bar, Mark, Place, Spell, WIDTH};
use jiff::civil::Date;

use crate::error::WebError;
use crate::extract::Address;
use crate::hx::Hx;
use crate::session::SignedIn;
use crate::shell::{Place as PagePlace, Shell, page};
use crate::state::WebState;
use crate::{text, urls};

/// Height of a bar of 100 per cent.
const FULL: i64 = 80;
/// The bars stand on this line.
const GROUND: i64 = 96;
/// A word fits into a piece of this width.
const FITS: i64 = WIDTH / 18;

/// The picture with its words and its table.
#[derive(Template)]
#[template(path = "sick_leaves/picture.html")]
pub(crate) struct Picture {
    /// One sentence for those who do not see the picture.
    summary: String,
    bars: Vec<DrawnBar>,
    gaps: Vec<Hatched>,
    overlaps: Vec<Hatched>,
    lines: Vec<DrawnLine>,
    first: Date,
    last: Date,
    /// "Pågående sjukfall sedan {datum}, dag {n}."; empty = none goes on.
    ongoing: String,
    rows: Vec<Row>,
}

/// A rectangle; places and widths are per cent of the picture.
struct Shape {
    x: String,
    width: String,
    /// The middle of it.
    middle: String,
}

impl Shape {
    fn of(place: Place) -> Self {
        Self {
            x: per_cent(place.x),
            width: per_cent(place.width),
            middle: per_cent(place.x + place.width / 2),
        }
    }
}

struct DrawnBar {
    shape: Shape,
    y: i64,
    height: i64,
    /// `deg-100`, with ` draft` for what is not signed.
    class: String,
    /// The degree, where it fits.
    label: String,
    title: String,
}

struct Hatched {
    shape: Shape,
    /// "överlappar 3 dagar".
    words: String,
    period: String,
}

struct DrawnLine {
    x: String,
    label: String,
    class: &'static str,
    title: String,
}

/// A row of the table.
struct Row {
    from: Date,
    to: Date,
    days: i32,
    degree: String,
    /// When the certificate was created.
    certificate: String,
    url: String,
    is_own: bool,
    state: &'static str,
}

impl Picture {
    /// Draws periods; `own` is the certificate that the page is about. `None` when there is nothing to draw.
    pub(crate) fn of(
        periods: &[SickLeavePeriod],
        today: Date,
        own: Option<CertificateId>,
    ) -> Option<Self> {
        let spells: Vec<Spell> = periods.iter().map(|period| period.spell.clone()).collect();
        let drawn = sick_leave::picture(&spells, today)?;
        let ongoing = sick_leave::ongoing(&spells, today);
        let hatched = |word: &str, places: &[Place]| -> Vec<Hatched> {
            places.iter().map(|place| hatched(word, *place)).collect()
        };
        Some(Self {
            summary: format!(
                "Sjukskrivningar {}–{}: {}, {} och {}.",
                drawn.window.from,
                drawn.window.to,
                counted(drawn.bars.len(), "period", "perioder"),
                counted(drawn.gaps.len(), "uppehåll", "uppehåll"),
                counted(drawn.overlaps.len(), "överlappning", "överlappningar"),
            ),
            gaps: hatched("uppehåll", &drawn.gaps),
            overlaps: hatched("överlappar", &drawn.overlaps),
            lines: drawn.lines.iter().map(line).collect(),
            rows: drawn
                .bars
                .iter()
                .filter_map(|bar| row(bar, periods, own))
                .collect(),
            bars: drawn.bars.iter().map(bar).collect(),
            first: drawn.window.from,
            last: drawn.window.to,
            ongoing: ongoing.map_or(String::new(), |(from, day)| {
                format!("Pågående sjukfall sedan {from}, dag {day}.")
            }),
        })
    }
}

fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn bar(bar: &Bar) -> DrawnBar {
    let Bar { spell, place } = bar;
    let height = i64::from(spell.percent.min(100)) * FULL / 100;
    let degree = match spell.percent {
        ..=25 => "deg-25",
        26..=50 => "deg-50",
        51..=75 => "deg-75",
        76.. => "deg-100",
    };
    DrawnBar {
        y: GROUND - height,
        height,
        class: format!("{degree}{}", if spell.is_draft { " draft" } else { "" }),
        label: if place.width >= FITS {
            format!("{} %", spell.percent)
        } else {
            String::new()
        },
        title: format!("{} procent {}–{}", spell.percent, spell.from, spell.to),
        shape: Shape::of(*place),
    }
}

fn hatched(word: &str, place: Place) -> Hatched {
    Hatched {
        shape: Shape::of(place),
        words: format!("{word} {}", days(place.stretch.days())),
        period: text::period((place.stretch.from, place.stretch.to)),
    }
}

fn line(line: &sick_leave::Line) -> DrawnLine {
    let (label, class) = match line.mark {
        Mark::Today => ("i dag".to_owned(), "today"),
        Mark::Day(day) => (format!("dag {day}"), "landmark"),
    };
    DrawnLine {
        x: per_cent(line.x),
        title: format!("{label}: {}", line.day),
        label,
        class,
    }
}

fn row(bar: &Bar, periods: &[SickLeavePeriod], own: Option<CertificateId>) -> Option<Row> {
    let period = periods.iter().find(|period| period.spell == bar.spell)?;
    let id = bar.spell.certificate;
    Some(Row {
        from: bar.spell.from,
        to: bar.spell.to,
        days: bar.spell.stretch().days(),
        degree: format!("{} %", bar.spell.percent),
        certificate: text::date(period.created_at),
        url: urls::certificate(id),
        is_own: own == Some(id),
        state: match period.state {
            PeriodState::Draft => "Utkast",
            PeriodState::InForce => "Gäller",
            PeriodState::Renewed => "Förlängt",
            PeriodState::Ended => "Avslutat",
        },
    })
}

fn days(count: i32) -> String {
    intyg_catalog::summary::days(count)
}

/// Writes thousandths of a per cent as per cent.
fn per_cent(thousandths: i64) -> String {
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

#[derive(Template)]
#[template(path = "sick_leaves/page.html")]
struct SickLeavesPage {
    shell: Shell,
    picture: Option<Picture>,
    back: String,
}

#[derive(Template)]
#[template(path = "sick_leaves/part.html")]
struct SickLeavesPart {
    picture: Option<Picture>,
}

/// `GET /patient/{p}/sjukskrivningar`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(key): Address<PatientKey>,
) -> Result<Response, WebError> {
    let view = web.app.sick_leaves(user.actor(), key).await?;
    let picture = Picture::of(&view.periods, view.today, None);
    if hx.is_partial() {
        return page(&SickLeavesPart { picture });
    }
    let heading = "Sjukskrivningsöversikt";
    let shell =
        Shell::for_patient(&web, &user, &view.patient, PagePlace::Overview, heading).await?;
    page(&SickLeavesPage {
        shell,
        picture,
        back: urls::overview(key),
    })
}

#[cfg(test)]
mod tests;
