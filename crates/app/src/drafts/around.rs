//! What lies around a draft: the certificate that it was made from, the patient's other certificates, its own past.

use std::collections::BTreeMap;

use intyg_catalog::answers::Answers;
use intyg_catalog::difference::{Difference, difference};
use intyg_catalog::element::{CertificateType, Element, ElementId};
use intyg_catalog::reading::{self, Reading};
use intyg_catalog::surroundings::{Neighbour, Original, Surroundings};
use intyg_catalog::value::Values;
use intyg_catalog::view::{self, Content};
use intyg_catalog::visibility;
use intyg_core::actor::Actor;
use intyg_core::event::EventKind;
use intyg_core::ids::CertificateId;
use intyg_core::lifecycle::CopyKind;
use intyg_core::sick_leave::Spell;
use intyg_core::time::local_date;
use intyg_store::{CertificateRow, CertificateState, OriginRow, Tx};
use jiff::civil::Date;

use super::DraftView;
use super::requests::{RequestView, Requests};
use crate::answer_origin::{AnswerOrigin, Past, State, origins};
use crate::content;
use crate::conversation::closing::requests;
use crate::error::Error;
use crate::kin::{KinSide, completes, kin_of};
use crate::overview::type_of;
use crate::sick_leaves::{PeriodState, SickLeavePeriod, spell};
use crate::state::App;

/// What a draft is shown with, as it was read in one transaction.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) surroundings: Surroundings,
    /// The patient's other certificates on the unit.
    pub(crate) siblings: Vec<CertificateRow>,
    kin: Vec<OriginRow>,
    original: Option<Copied>,
    requests: Requests,
    /// Requests to complete the certificate that the draft extends.
    pub(crate) handles_requests: usize,
    periods: Vec<SickLeavePeriod>,
    states: Vec<State>,
    fetched: Vec<(String, Date)>,
}

/// The certificate that a draft was made from.
struct Copied {
    origin: OriginRow,
    ctype: &'static CertificateType,
    text_version: String,
    answers: Answers,
    last_day: Option<Date>,
}

impl App {
    /// Reads what lies around a draft.
    pub(crate) async fn around(&self, tx: &mut Tx, row: &CertificateRow) -> Result<Around, Error> {
        let kin = tx.origins_around(row.id).await?;
        let origin = kin.iter().find(|origin| origin.certificate == row.id);
        let original = match origin {
            Some(origin) => original(tx, origin).await?,
            None => None,
        };
        let (requests, handles_requests) = match origin {
            Some(origin) if completes(origin) => (Requests::read(tx, origin.parent).await?, 0),
            Some(origin) if origin.kind == CopyKind::Renewal => {
                let waiting = requests(tx, origin.parent).await?.open.len();
                (Requests::default(), waiting)
            }
            Some(_) | None => (Requests::default(), 0),
        };
        let unit = &row.unit_id;
        let mut siblings = tx.certificates_of_patient(row.patient, unit).await?;
        siblings.retain(|other| other.id != row.id);
        let mut around = Around {
            siblings,
            kin,
            original,
            requests,
            handles_requests,
            ..Around::default()
        };
        if type_of(row)?.period_element.is_some() {
            let origins = tx.origins_of_patient(row.patient, unit).await?;
            around.periods = self.periods_of(tx, &around.siblings, &origins).await?;
        }
        if row.state == CertificateState::Draft {
            around.read_past(tx, row).await?;
        }
        around.surroundings = around.compared();
        Ok(around)
    }

    /// Completes the view of a draft with what lies around it.
    pub(crate) fn set_around(
        &self,
        view: &mut DraftView,
        actor: &Actor,
        around: &Around,
        reading: &Reading,
    ) {
        let values = &reading.values;
        view.original = kin_of(view.id, &around.kin)
            .into_iter()
            .find(|kin| kin.side == KinSide::Original);
        view.period_line = around.original.as_ref().map_or(String::new(), |original| {
            original.origin.period_line.clone()
        });
        view.extended_end = around.extended_end();
        view.sick_leaves = around.sick_leaves(view, values);
        let now = Content {
            ctype: view.ctype,
            text_version: &view.text_version,
            answers: &view.answers,
            values,
            additional: &[],
            origin: view::Origin::Draft,
            today: view.today,
        };
        let difference = self.difference_to_original(around, &now);
        let requests = around.requests(&now, difference.as_ref());
        view.changed = difference.map(|difference| difference.changed);
        view.requests = requests;
        view.answer_origins = around.answer_origins(view, actor);
        view.unreviewed = unreviewed(view, reading);
    }

    /// Compares a draft with the certificate that it was made from; `None` when it is no copy.
    pub(crate) fn difference_to_original(
        &self,
        around: &Around,
        now: &Content<'_>,
    ) -> Option<Difference> {
        let original = around.original.as_ref()?;
        let answers = &original.answers;
        let read = reading::read(original.ctype, answers, now.today, self.registers());
        let before = Content {
            ctype: original.ctype,
            text_version: &original.text_version,
            answers,
            values: &read.values,
            ..*now
        };
        Some(difference(&before, now))
    }
}

async fn original(tx: &mut Tx, origin: &OriginRow) -> Result<Option<Copied>, Error> {
    let stored = tx.certificate_with_answers(origin.parent).await?;
    let Some((parent, stored)) = stored else {
        return Ok(None);
    };
    Ok(Some(Copied {
        ctype: type_of(&parent)?,
        answers: content::answers(parent.id, &stored)?,
        last_day: parent.summary.period_to,
        text_version: parent.text_version,
        origin: origin.clone(),
    }))
}

impl Around {
    async fn read_past(&mut self, tx: &mut Tx, row: &CertificateRow) -> Result<(), Error> {
        // Nobody else's hand, nothing copied: nothing to tell.
        if self.original.is_some() || tx.has_several_writers(row.id).await? {
            for state in tx.draft_states(row.id).await? {
                self.states.push(State {
                    answers: content::answers(row.id, &state.answers)?,
                    by: state.by,
                    at: state.saved_at,
                });
            }
        }
        let events = tx.events_of(row.id).await?;
        self.fetched = events
            .iter()
            .filter(|event| event.kind == EventKind::Fetched.key())
            .filter_map(|event| {
                let (code, day) = event.detail.split_once(' ')?;
                Some((code.to_owned(), day.parse().ok()?))
            })
            .collect();
        Ok(())
    }

    /// Returns what the recipient wants completed in a draft, by its difference to the original.
    pub(crate) fn requests(
        &self,
        now: &Content<'_>,
        difference: Option<&Difference>,
    ) -> Vec<RequestView> {
        let version = now.ctype.text_version(now.text_version);
        difference.map_or(Vec::new(), |difference| {
            self.requests.views(now.ctype, version, difference)
        })
    }

    /// Returns which certificate the draft completes.
    pub(crate) fn completed(&self) -> Option<&OriginRow> {
        let origin = &self.original.as_ref()?.origin;
        completes(origin).then_some(origin)
    }

    /// Last day of the certificate that the draft extends.
    pub(crate) fn extended_end(&self) -> Option<Date> {
        self.original
            .as_ref()
            .filter(|original| original.origin.kind == CopyKind::Renewal)?
            .last_day
    }

    /// What remarks compare with: signed certificates, but not the one that this one completes, whose periods it repeats.
    fn compared(&self) -> Surroundings {
        let parent = self
            .original
            .as_ref()
            .map(|original| (original.origin.parent, original.origin.kind));
        let mut others: BTreeMap<CertificateId, Neighbour> = BTreeMap::new();
        for period in &self.periods {
            let id = period.spell.certificate;
            if period.state == PeriodState::Draft || self.completes(id) {
                continue;
            }
            let other = others.entry(id).or_insert_with(|| Neighbour {
                created_on: local_date(period.created_at),
                periods: Vec::new(),
                is_extended: parent == Some((id, CopyKind::Renewal)),
            });
            other.periods.push(period.spell.stretch());
        }
        let original = self.original.as_ref();
        Surroundings {
            others: others.into_values().collect(),
            original: original
                // A correction says again what was right.
                .filter(|original| original.origin.kind == CopyKind::Renewal)
                .map(|original| Original {
                    created_on: local_date(original.origin.parent_created_at),
                    answers: original.answers.clone(),
                }),
        }
    }

    /// Tells whether the draft completes that certificate, whose periods it repeats.
    fn completes(&self, id: CertificateId) -> bool {
        self.original
            .as_ref()
            .is_some_and(|original| original.origin.parent == id && completes(&original.origin))
    }

    /// The other certificates' periods, and the draft's own as they are being written.
    fn sick_leaves(&self, view: &DraftView, values: &Values) -> Vec<SickLeavePeriod> {
        let own: Vec<Spell> = content::summary(view.ctype, values)
            .periods
            .unwrap_or_default()
            .into_iter()
            .map(|period| spell(view.id, period, true))
            .collect();
        let own = own.into_iter().map(|spell| SickLeavePeriod {
            spell,
            created_at: view.created_at,
            state: PeriodState::Draft,
        });
        self.periods
            .iter()
            .filter(|period| !self.completes(period.spell.certificate))
            .cloned()
            .chain(own)
            .collect()
    }

    fn answer_origins(&self, view: &DraftView, actor: &Actor) -> BTreeMap<ElementId, AnswerOrigin> {
        let copied = self.original.as_ref().map(|original| {
            (
                local_date(original.origin.parent_created_at),
                original.origin.kind,
            )
        });
        let past = Past {
            states: &self.states,
            copied,
            fetched: &self.fetched,
        };
        origins(view.ctype, &view.answers, &past, &actor.staff.id)
    }
}

/// Mandatory answers that are still as they were copied, in screen order. Source: ui 6.11.
fn unreviewed(view: &DraftView, reading: &Reading) -> Vec<ElementId> {
    let is_copied = |element: &Element| {
        matches!(
            view.answer_origins.get(&element.id),
            Some(AnswerOrigin::Copied { .. })
        )
    };
    reading
        .asked
        .iter()
        .map(|(_, element)| *element)
        .filter(|element| is_copied(element))
        .filter(|element| visibility::is_required(view.ctype, element, &view.answers, view.today))
        .map(|element| element.id)
        .collect()
}
