//! What the receivers' systems demand of a message, and the check of a message against it.
//!
//! The verdict is that of the national rules, oddities included; it decides what is received and what `validate` says, while
//! draft validation decides what may be signed. Source: certificate-types 3, 5.4, 6, 10.5, 18.

mod check;
mod content;
mod demands;
mod forms;
mod message;
mod retired;
mod rules;
mod table;

pub use check::{TransportFault, check};
pub use demands::{
    Demand, DiagnosisOrder, EnvelopeForm, Judged, Judgement, Parts, Place, Reach, RelationRoot,
    Stated, Transport, WireRule,
};
pub use forms::{is_diagnosis_code, lenient_date, period_date, truth};
pub use message::{Cv, Found, Leaf, Message, Part, Period, Svar};
pub use retired::check_retired;
