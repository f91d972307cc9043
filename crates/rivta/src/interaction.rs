//! The contracts that are called or served: namespaces, operation names, SOAP actions and paths.

/// One service contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Interaction {
    /// `RegisterCertificate` 3.1.
    RegisterCertificate,
    /// `SendCertificateToRecipient` 2.1.
    SendCertificateToRecipient,
    /// `RevokeCertificate` 2.1.
    RevokeCertificate,
    /// `SendMessageToRecipient` 2.1.
    SendMessageToRecipient,
    /// `SendMessageToCare` 2.0, the only one that the care system serves.
    SendMessageToCare,
    /// `GetCertificate` 2.1, which only reads.
    GetCertificate,
}

impl Interaction {
    /// Every contract, in the order in which a certificate meets them.
    pub const ALL: [Self; 6] = [
        Self::RegisterCertificate,
        Self::SendCertificateToRecipient,
        Self::RevokeCertificate,
        Self::SendMessageToRecipient,
        Self::SendMessageToCare,
        Self::GetCertificate,
    ];

    /// Returns the operation's name, which is also the name of the request element.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RegisterCertificate => "RegisterCertificate",
            Self::SendCertificateToRecipient => "SendCertificateToRecipient",
            Self::RevokeCertificate => "RevokeCertificate",
            Self::SendMessageToRecipient => "SendMessageToRecipient",
            Self::SendMessageToCare => "SendMessageToCare",
            Self::GetCertificate => "GetCertificate",
        }
    }

    /// Returns the name of the response element.
    pub const fn response_name(self) -> &'static str {
        match self {
            Self::RegisterCertificate => "RegisterCertificateResponse",
            Self::SendCertificateToRecipient => "SendCertificateToRecipientResponse",
            Self::RevokeCertificate => "RevokeCertificateResponse",
            Self::SendMessageToRecipient => "SendMessageToRecipientResponse",
            Self::SendMessageToCare => "SendMessageToCareResponse",
            Self::GetCertificate => "GetCertificateResponse",
        }
    }

    /// Returns the namespace of the request and response elements.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::RegisterCertificate => {
                "urn:riv:clinicalprocess:healthcond:certificate:RegisterCertificateResponder:3"
            }
            Self::SendCertificateToRecipient => {
                "urn:riv:clinicalprocess:healthcond:certificate:SendCertificateToRecipientResponder:2"
            }
            Self::RevokeCertificate => {
                "urn:riv:clinicalprocess:healthcond:certificate:RevokeCertificateResponder:2"
            }
            Self::SendMessageToRecipient => {
                "urn:riv:clinicalprocess:healthcond:certificate:SendMessageToRecipientResponder:2"
            }
            Self::SendMessageToCare => {
                "urn:riv:clinicalprocess:healthcond:certificate:SendMessageToCareResponder:2"
            }
            Self::GetCertificate => {
                "urn:riv:clinicalprocess:healthcond:certificate:GetCertificateResponder:2"
            }
        }
    }

    /// Returns the value of the HTTP header `SOAPAction`, without its quotes.
    pub const fn soap_action(self) -> &'static str {
        match self {
            Self::RegisterCertificate => {
                "urn:riv:clinicalprocess:healthcond:certificate:RegisterCertificateResponder:3:RegisterCertificate"
            }
            Self::SendCertificateToRecipient => {
                "urn:riv:clinicalprocess:healthcond:certificate:SendCertificateToRecipientResponder:2:SendCertificateToRecipient"
            }
            Self::RevokeCertificate => {
                "urn:riv:clinicalprocess:healthcond:certificate:RevokeCertificateResponder:2:RevokeCertificate"
            }
            Self::SendMessageToRecipient => {
                "urn:riv:clinicalprocess:healthcond:certificate:SendMessageToRecipientResponder:2:SendMessageToRecipient"
            }
            Self::SendMessageToCare => {
                "urn:riv:clinicalprocess:healthcond:certificate:SendMessageToCareResponder:2:SendMessageToCare"
            }
            Self::GetCertificate => {
                "urn:riv:clinicalprocess:healthcond:certificate:GetCertificateResponder:2:GetCertificate"
            }
        }
    }

    /// Returns the conventional path on a service platform, to be put after the configured base address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::RegisterCertificate => {
                "/clinicalprocess/healthcond/certificate/RegisterCertificate/3/rivtabp21"
            }
            Self::SendCertificateToRecipient => {
                "/clinicalprocess/healthcond/certificate/SendCertificateToRecipient/2/rivtabp21"
            }
            Self::RevokeCertificate => {
                "/clinicalprocess/healthcond/certificate/RevokeCertificate/2/rivtabp21"
            }
            Self::SendMessageToRecipient => {
                "/clinicalprocess/healthcond/certificate/SendMessageToRecipient/2/rivtabp21"
            }
            Self::SendMessageToCare => {
                "/clinicalprocess/healthcond/certificate/SendMessageToCare/2/rivtabp21"
            }
            Self::GetCertificate => {
                "/clinicalprocess/healthcond/certificate/GetCertificate/2/rivtabp21"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_is_the_namespace_and_the_operation() {
        for interaction in Interaction::ALL {
            assert_eq!(
                interaction.soap_action(),
                format!("{}:{}", interaction.namespace(), interaction.name())
            );
            assert_eq!(
                interaction.response_name(),
                format!("{}Response", interaction.name())
            );
        }
    }
}
