//! FK 7804, Läkarintyg för sjukpenning (LISJP on the wire).

mod rules;
mod texts;
pub mod v1;
pub mod v2;

use super::common::{CODE_SYSTEM, RECIPIENT};
use crate::element::ElementId;

/// Type code on the wire. Source: certificate-types 1.1.
const CODE: &str = "LISJP";

const INFECTION: ElementId = ElementId("27");
const BASIS: ElementId = ElementId("1");
const OCCUPATION: ElementId = ElementId("28");
const CURRENT_WORK: ElementId = ElementId("29");
const DIAGNOSES: ElementId = ElementId("6");
const IMPAIRMENT: ElementId = ElementId("35");
const LIMITATION: ElementId = ElementId("17");
const ONGOING_TREATMENT: ElementId = ElementId("19");
const PERIODS: ElementId = ElementId("32");
const LONGER_THAN_GUIDANCE: ElementId = ElementId("37");
const TRAVEL: ElementId = ElementId("34");
const WORKING_TIME: ElementId = ElementId("33");
const WORKING_TIME_REASON: ElementId = ElementId("33.2");
const PROGNOSIS: ElementId = ElementId("39");
const MEASURES_TEXT: ElementId = ElementId("44");
const OTHER: ElementId = ElementId("25");
