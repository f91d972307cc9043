//! Permits and the access log: every use case passes here before it shows or changes anything.

use std::collections::BTreeMap;

use intyg_core::access::{Action, Denied, Permit};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::person::PersonId;
use intyg_store::{AuditEntry, AuditOutcome, CertificateRow, StaffRef};

use crate::error::Error;
use crate::patients::{LookedUp, certificate_resource};
use crate::state::App;

/// What an action concerns.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) certificate: Option<CertificateId>,
    pub(crate) unit: HsaId,
    pub(crate) provider: HsaId,
}

impl Resource {
    /// A patient as seen from the actor's own unit, or something that is about to be made there.
    pub(crate) fn patient(actor: &Actor) -> Self {
        Self {
            certificate: None,
            unit: actor.unit().id.clone(),
            provider: actor.unit().provider.id.clone(),
        }
    }
    pub(crate) fn with_certificate(mut self, id: CertificateId) -> Self {
        self.certificate = Some(id);
        self
    }
}

/// A certificate that the actor may do with what was asked.
pub(crate) struct Permitted {
    pub(crate) row: CertificateRow,
    pub(crate) looked_up: LookedUp,
    pub(crate) resource: Resource,
    pub(crate) permit: Permit,
}

impl App {
    /// Reads a certificate and decides about an action, which may follow from the state that it is in.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Forbidden`]; the refusal is in the access log.
    pub(crate) async fn permitted(
        &self,
        actor: &Actor,
        id: CertificateId,
        action: impl Fn(&CertificateRow) -> Action,
    ) -> Result<Permitted, Error> {
        let (row, looked_up) = self.draft_row(actor, id).await?;
        let resource = certificate_resource(id, &row);
        let permit = self
            .permit(actor, action(&row), &resource, &looked_up)
            .await?;
        Ok(Permitted {
            row,
            looked_up,
            resource,
            permit,
        })
    }

    /// Decides, and records a refusal in a transaction of its own.
    pub(crate) async fn permit(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
        patient: &LookedUp,
    ) -> Result<Permit, Error> {
        match self.may(actor, action, resource, patient) {
            Ok(permit) => Ok(permit),
            Err(denied) => {
                // On the heap: it is rare, and every use case would carry it.
                Box::pin(self.record_refusal(actor, action, resource, patient)).await?;
                Err(denied.into())
            }
        }
    }

    /// Decides inside a transaction that will change something, from what that transaction has read (R29).
    pub(crate) fn permit_again(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
        patient: &LookedUp,
    ) -> Result<Permit, Denied> {
        self.may(actor, action, resource, patient)
    }

    async fn record_refusal(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
        patient: &LookedUp,
    ) -> Result<(), Error> {
        let mut entry = self.entry(actor, action, resource);
        entry.patient = Some(patient.person_id.clone());
        entry.outcome = AuditOutcome::Refused;
        self.write_entries(&[entry]).await
    }

    /// Writes the entry of each patient of whom a list tells; `what` names the list. Nothing of it may be shown before.
    pub(crate) async fn log_list<'a>(
        &self,
        actor: &Actor,
        action: Action,
        what: &str,
        patients: impl Iterator<Item = &'a LookedUp>,
    ) -> Result<(), Error> {
        let resource = Resource::patient(actor);
        let patients: BTreeMap<&PersonId, &LookedUp> = patients
            .map(|patient| (&patient.person_id, patient))
            .collect();
        if patients.is_empty() {
            return Ok(());
        }
        let mut entries = Vec::with_capacity(patients.len());
        for patient in patients.into_values() {
            let permit = self.permit_again(actor, action, &resource, patient)?;
            let mut entry = self.audit_entry(actor, &permit, &resource);
            what.clone_into(&mut entry.resource_type);
            entries.push(entry);
        }
        self.write_entries(&entries).await
    }

    /// Writes entries in a transaction of their own: those of a refusal, and those of a reading, of which nothing may be shown before.
    /// Nobody who writes waits for a reading then. Source: reliability-security R120.
    pub(crate) async fn write_entries(&self, entries: &[AuditEntry]) -> Result<(), Error> {
        let mut tx = self.store().begin_write().await?;
        for entry in entries {
            tx.append_audit(entry).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Makes the entry of a permitted action.
    pub(crate) fn audit_entry(
        &self,
        actor: &Actor,
        permit: &Permit,
        resource: &Resource,
    ) -> AuditEntry {
        let mut entry = self.entry(actor, permit.action(), resource);
        entry.patient = permit.patient().cloned();
        entry
    }

    fn entry(&self, actor: &Actor, action: Action, resource: &Resource) -> AuditEntry {
        let unit = actor.unit();
        AuditEntry {
            log_id: self.new_log_id(),
            at: self.now(),
            staff_id: Some(actor.staff.id.clone()),
            staff_title: actor.staff.title.clone(),
            assignment: actor.assignment.name.clone(),
            role: Some(actor.role()),
            provider_id: Some(unit.provider.id.clone()),
            provider_name: unit.provider.name.clone(),
            unit_id: Some(unit.id.clone()),
            unit_name: unit.name.clone(),
            action: action.key().to_owned(),
            activity: action.activity().word().to_owned(),
            purpose: purpose(actor.role()).to_owned(),
            patient: None,
            resource_type: "Intyg".to_owned(),
            resource_id: resource
                .certificate
                .map(CertificateId::to_text)
                .unwrap_or_default(),
            resource_provider: Some(resource.provider.clone()),
            resource_unit: Some(resource.unit.clone()),
            reason: String::new(),
            outcome: AuditOutcome::Done,
            correlation: self.request_id(),
            software_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Makes the entry of something that came from a calling system, which no staff member does.
    pub(crate) fn system_entry(
        &self,
        action: &str,
        system: &str,
        row: &CertificateRow,
    ) -> AuditEntry {
        let mut entry = self.command_entry(action, "", "");
        system.clone_into(&mut entry.staff_title);
        "Skriva".clone_into(&mut entry.activity);
        "Vård och behandling".clone_into(&mut entry.purpose);
        entry.patient = Some(row.person_id.clone());
        entry.resource_id = row.id.to_text();
        entry.resource_unit = Some(row.unit_id.clone());
        entry.resource_provider = Some(row.provider_id.clone());
        entry
    }

    /// Makes the entry of a command on this machine, which no staff member does.
    pub(crate) fn command_entry(&self, action: &str, operator: &str, reason: &str) -> AuditEntry {
        AuditEntry {
            log_id: self.new_log_id(),
            at: self.now(),
            staff_id: None,
            staff_title: format!("operator {operator}"),
            assignment: String::new(),
            role: None,
            provider_id: None,
            provider_name: String::new(),
            unit_id: None,
            unit_name: String::new(),
            action: action.to_owned(),
            activity: "Läsa".to_owned(),
            purpose: "Administration".to_owned(),
            patient: None,
            resource_type: "Intyg".to_owned(),
            resource_id: String::new(),
            resource_provider: None,
            resource_unit: None,
            reason: reason.to_owned(),
            outcome: AuditOutcome::Done,
            correlation: self.request_id(),
            software_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Returns who the actor is, for rows that keep the name as it was.
pub(crate) fn staff_ref(actor: &Actor) -> StaffRef {
    StaffRef {
        id: actor.staff.id.clone(),
        name: actor.staff.name.clone(),
    }
}

/// Purpose in the access log. Source: reliability-security R127.
fn purpose(role: Role) -> &'static str {
    match role {
        Role::Doctor | Role::UnlicensedDoctor | Role::CareStaff | Role::CareAdmin => {
            "Vård och behandling"
        }
        Role::UnitAdmin | Role::LogReviewer => "Administration",
    }
}
