//! What an answer or fault means in words. Source: ui 6.17, reliability-security R160.

use intyg_core::outbox::OutboxKind;

use crate::signing::INTYGSTJANSTEN_NAME;

macro_rules! outcome_classes {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {
        /// What kind of answer or fault ended an attempt; decides the words that the unit sees.
        /// Source: reliability-security R160, reasons shown in Enhetens utkorg.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum OutcomeClass { $($(#[$doc])* $name,)* }

        impl OutcomeClass {
            /// Every class.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// Returns the name in storage.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
            /// Parses [`OutcomeClass::key`].
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)* _ => None }
            }
        }
    };
}

outcome_classes! {
    /// OK.
    Ok = "ok";
    /// INFO: already there.
    AlreadyThere = "already_there";
    /// INFO or ERROR: revoked at the receiver.
    Revoked = "revoked";
    /// No connection: name, connect, TLS, cut.
    NoConnection = "no_connection";
    /// No answer in time; the text is the time limit in whole seconds.
    Timeout = "timeout";
    /// Technical error, SOAP fault, HTTP 5xx, unreadable answer.
    Technical = "technical";
    /// The receiver did not accept who we are.
    IdentityRefused = "identity_refused";
    /// Unknown address or route.
    UnknownAddress = "unknown_address";
    /// `VALIDATION_ERROR` or a schema fault.
    Validation = "validation";
    /// `APPLICATION_ERROR`.
    Application = "application";
    /// The process ended before the answer came.
    Unknown = "unknown";
    /// The stored message is not the one that was queued.
    Damaged = "damaged";
}

/// What is known of the end of an attempt beside its class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'a> {
    /// What was sent.
    pub(crate) kind: OutboxKind,
    /// Who gets the certificate in the end.
    pub(crate) recipient: &'a str,
    /// Result code or HTTP status; empty = none.
    pub(crate) code: &'a str,
    /// Text of the answer; empty = none.
    pub(crate) text: &'a str,
    /// The attempt in the logs; empty = not at hand.
    pub(crate) reference: &'a str,
}

impl OutcomeClass {
    /// Returns the cause in plain Swedish; empty when there is nothing to explain.
    pub(crate) fn cause(self, said: &Said<'_>) -> String {
        let who = self.who(said);
        match self {
            Self::Ok => String::new(),
            Self::AlreadyThere => format!("Fanns redan hos {who}."),
            Self::Revoked => format!("Intyget är redan makulerat hos {who}."),
            Self::NoConnection => format!("Det gick inte att nå {who}."),
            Self::Timeout if said.text.is_empty() => format!("{who} svarade inte i tid."),
            Self::Timeout => format!("{who} svarade inte inom {} sekunder.", said.text),
            Self::Technical => format!("{who} har ett tillfälligt fel."),
            Self::IdentityRefused => format!("{who} godtog inte vår anslutning."),
            Self::UnknownAddress => {
                "Mottagarens adress är inte inställd. Kontakta administratören.".to_owned()
            }
            Self::Validation => with_words(format!("{who} godtog inte innehållet"), said.text),
            Self::Application => {
                with_words(format!("{who} kunde inte behandla meddelandet"), said.text)
            }
            Self::Unknown if said.reference.is_empty() => "Okänt fel.".to_owned(),
            Self::Unknown => format!("Okänt fel. Fel-id {}.", said.reference),
            Self::Damaged => {
                "Det sparade meddelandet är skadat och skickas inte. Kontakta driften.".to_owned()
            }
        }
    }

    /// Tells whether the receiver answered; `None` when the attempt says nothing of it.
    pub(crate) fn tells_of_the_receiver(self) -> Option<bool> {
        match self {
            Self::NoConnection | Self::Timeout => Some(false),
            Self::Unknown | Self::Damaged => None,
            Self::Ok
            | Self::AlreadyThere
            | Self::Revoked
            | Self::Technical
            | Self::IdentityRefused
            | Self::UnknownAddress
            | Self::Validation
            | Self::Application => Some(true),
        }
    }

    /// Whose answer it is. Intygstjänsten passes a sending on before it answers, and a technical error of its contract then speaks of the
    /// recipient; everything else is its own. Source: exchange 2.1, 2.2.
    fn who<'a>(self, said: &Said<'a>) -> &'a str {
        if self.is_the_recipients(said) {
            said.recipient
        } else {
            INTYGSTJANSTEN_NAME
        }
    }

    pub(crate) fn is_the_recipients(self, said: &Said<'_>) -> bool {
        self == Self::Technical && said.kind == OutboxKind::Send && said.code == "ERROR"
    }
}

fn with_words(sentence: String, text: &str) -> String {
    if text.is_empty() {
        sentence + "."
    } else {
        format!("{sentence}: {text}")
    }
}

/// Returns what the receiver said, word for word; empty = nothing.
pub(crate) fn technical(class: Option<OutcomeClass>, code: &str, text: &str) -> String {
    match class {
        Some(OutcomeClass::Timeout) if !text.is_empty() => format!("TIMEOUT {text} s"),
        _ => format!("{code} {text}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_the_words_of_the_specification() {
        use OutboxKind::{Register, Send};
        use OutcomeClass as Class;
        for (class, kind, code, text, expected) in [
            (Class::Ok, Register, "OK", "", ""),
            (
                Class::AlreadyThere,
                Register,
                "INFO",
                "x",
                "Fanns redan hos Intygstjänsten.",
            ),
            (
                Class::Revoked,
                Send,
                "INFO",
                "x",
                "Intyget är redan makulerat hos Intygstjänsten.",
            ),
            (Class::Unknown, Send, "", "", "Okänt fel. Fel-id 9f0e8f2a."),
            (
                Class::NoConnection,
                Send,
                "",
                "",
                "Det gick inte att nå Intygstjänsten.",
            ),
            (
                Class::Timeout,
                Send,
                "",
                "90",
                "Intygstjänsten svarade inte inom 90 sekunder.",
            ),
            (
                Class::Technical,
                Send,
                "ERROR",
                "x",
                "Kassan har ett tillfälligt fel.",
            ),
            (
                Class::Technical,
                Send,
                "FAULT",
                "x",
                "Intygstjänsten har ett tillfälligt fel.",
            ),
            (
                Class::Technical,
                Register,
                "ERROR",
                "x",
                "Intygstjänsten har ett tillfälligt fel.",
            ),
            (
                Class::IdentityRefused,
                Register,
                "403",
                "",
                "Intygstjänsten godtog inte vår anslutning.",
            ),
            (
                Class::UnknownAddress,
                Register,
                "404",
                "",
                "Mottagarens adress är inte inställd. Kontakta administratören.",
            ),
            (
                Class::Validation,
                Register,
                "ERROR",
                "Fel.",
                "Intygstjänsten godtog inte innehållet: Fel.",
            ),
            (
                Class::Validation,
                Register,
                "ERROR",
                "",
                "Intygstjänsten godtog inte innehållet.",
            ),
            (
                Class::Application,
                Send,
                "ERROR",
                "Nej.",
                "Intygstjänsten kunde inte behandla meddelandet: Nej.",
            ),
        ] {
            let said = Said {
                kind,
                recipient: "Kassan",
                code,
                text,
                reference: "9f0e8f2a",
            };
            assert_eq!(class.cause(&said), expected, "{class:?}");
        }
    }

    #[test]
    fn every_class_is_read_back() {
        for class in OutcomeClass::ALL {
            assert_eq!(OutcomeClass::from_key(class.key()), Some(*class));
        }
    }
}
