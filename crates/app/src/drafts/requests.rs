//! What the recipient wants completed in a draft, point by point, and whether the answers concerned have been changed.
//! Source: ui 6.14, exchange 3.6, acceptance A68.

use intyg_catalog::difference::{AnswerDifference, Change, Difference};
use intyg_catalog::element::{CertificateType, ElementId, TextVersion};
use intyg_core::ids::{CertificateId, MessageId};
use intyg_store::{MessageRow, PointRow, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::closing::requests_at_work;
use crate::conversation::{MessagePoint, message_point};
use crate::error::Error;

/// A request to complete the certificate that a draft completes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// Its name in addresses.
    pub id: MessageId,
    /// When it was sent, by the recipient's account.
    pub sent_at: Timestamp,
    /// What it says.
    pub text: String,
    /// Last day for an answer.
    pub reply_by: Option<Date>,
    /// What is to be completed.
    pub points: Vec<RequestPoint>,
}

/// A point of a request, and what has been done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPoint {
    /// The point.
    pub point: MessagePoint,
    /// Whether the answer that it concerns differs from the certificate that is completed. A point that concerns no answer of the form
    /// can be met anywhere in it, so any difference counts.
    pub is_changed: bool,
}

/// How many points of all requests there are, and how many of them are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointCount {
    /// With a changed answer.
    pub changed: usize,
    /// All.
    pub all: usize,
}

impl PointCount {
    /// Counts the points of some requests.
    pub fn of(requests: &[RequestView]) -> Self {
        let points = || requests.iter().flat_map(|request| &request.points);
        Self {
            changed: points().filter(|point| point.is_changed).count(),
            all: points().count(),
        }
    }

    /// Returns how many points are as they were.
    pub fn unchanged(self) -> usize {
        self.all.saturating_sub(self.changed)
    }
}

/// The requests that a draft answers, as stored.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    rows: Vec<(MessageRow, Vec<PointRow>)>,
}

impl Requests {
    /// Reads what `original` is to be completed with.
    pub(crate) async fn read(tx: &mut Tx, original: CertificateId) -> Result<Self, Error> {
        let rows = requests_at_work(tx, original).await?;
        let points = tx.points_of_certificate(original).await?;
        let with_points = |row: MessageRow| {
            let own = points.iter().filter(|(message, _)| *message == row.id);
            let own = own.map(|(_, point)| point.clone()).collect();
            (row, own)
        };
        Ok(Self {
            rows: rows.into_iter().map(with_points).collect(),
        })
    }

    /// Returns them with the state of each point in a draft that differs so from the certificate that it completes.
    pub(crate) fn views(
        &self,
        ctype: &'static CertificateType,
        version: Option<&'static TextVersion>,
        difference: &Difference,
    ) -> Vec<RequestView> {
        let point = |row: &PointRow| RequestPoint {
            point: message_point(ctype, version, row),
            is_changed: is_changed(ctype, &row.question, difference),
        };
        self.rows
            .iter()
            .map(|(row, points)| RequestView {
                id: row.id,
                sent_at: row.sent_at,
                text: row.text.clone(),
                reply_by: row.reply_by,
                points: points.iter().map(point).collect(),
            })
            .collect()
    }
}

fn is_changed(ctype: &CertificateType, question: &str, difference: &Difference) -> bool {
    let asked: Vec<ElementId> = ctype
        .elements()
        .filter(|element| {
            element
                .id
                .wire()
                .is_some_and(|(svar, _)| question.trim().parse() == Ok(svar))
        })
        .map(|element| element.id)
        .collect();
    let concerns = |answer: &AnswerDifference| {
        asked.is_empty() || answer.element.is_some_and(|id| asked.contains(&id))
    };
    difference
        .sections
        .iter()
        .flat_map(|section| &section.answers)
        .any(|answer| answer.change != Change::Unchanged && concerns(answer))
}
