//! Units that have taken over what another one issued.

use intyg_core::ids::HsaId;
use intyg_journal::LookupError;
use intyg_store::{TakenOver, Takeover};

use crate::error::Error;
use crate::state::App;

/// Which unit answers for another one's certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTakeover {
    /// The unit that issued them.
    pub unit: HsaId,
    /// The unit that answers for them.
    pub by: HsaId,
}

impl App {
    /// Makes one unit answer for what another one has, with an event on every certificate and one entry in the access log, in one
    /// transaction. Doing it again takes over what has come since, and is silent when there is nothing. What is signed and sent stays as it is;
    /// the recipient goes on writing to the unit that issued the certificate. Source: exchange 3.3, row 13.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the unit that takes over is not known, [`Error::JournalUnavailable`] when nobody can tell.
    pub async fn take_over_unit(&self, takeover: &UnitTakeover) -> Result<TakenOver, Error> {
        let by = match self.journal().unit(&takeover.by).await {
            Ok(by) => by,
            Err(LookupError::NotFound) => return Err(Error::NotFound),
            Err(LookupError::Unavailable) => return Err(Error::JournalUnavailable),
        };
        let mut tx = self.store().begin_write().await?;
        let taken = tx
            .take_over(&Takeover {
                unit: takeover.unit.clone(),
                by: by.id.clone(),
                name: by.name,
                provider: by.provider.id.clone(),
                at: self.now(),
            })
            .await?;
        if taken == TakenOver::default() {
            return Ok(taken);
        }
        let reason = format!(
            "{} answers for what {} had, by configuration: {} certificates, {} older ones, {} messages, {} outgoing",
            takeover.by,
            takeover.unit,
            taken.certificates,
            taken.legacy,
            taken.messages,
            taken.outgoing
        );
        let mut entry = self.command_entry("take_over_unit", "", &reason);
        "Skriva".clone_into(&mut entry.activity);
        entry.resource_unit = Some(takeover.unit.clone());
        entry.resource_provider = Some(by.provider.id);
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(taken)
    }
}
