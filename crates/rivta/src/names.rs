//! Namespaces, object identifiers and code systems of the contracts.
//!
//! Source: clinicalprocess:healthcond:certificate 3, core components 3.3 and types 3.2.

/// Core components: `Intyg`, `HosPersonal`, `Svar`, `ResultType`.
pub const CORE: &str = "urn:riv:clinicalprocess:healthcond:certificate:3";
/// Ids, codes and time types.
pub const TYPES: &str = "urn:riv:clinicalprocess:healthcond:certificate:types:3";
/// Extension 3.2: `underskrift`, `legitimeratYrke`, `kallaAdressuppgifter`.
pub const EXTENSION_32: &str = "urn:riv:clinicalprocess:healthcond:certificate:3.2";
/// XML signatures.
pub const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
/// SOAP 1.1 envelopes.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The header `LogicalAddress`.
pub const REGISTRY: &str = "urn:riv:itintegration:registry:1";
/// Core components of the contracts before `clinicalprocess`: patient, staff and unit.
/// Source: insuranceprocess:healthreporting, core components 2.0.
pub const HEALTHREPORTING: &str = "urn:riv:insuranceprocess:healthreporting:2";
/// The content of the certificates that `RegisterMedicalCertificate` 3.1 carries.
/// Source: insuranceprocess:healthreporting, core components MU7263-RIV 3.1.
pub const MEDICAL_CERTIFICATE: &str = "urn:riv:insuranceprocess:healthreporting:mu7263:3";
/// The element `RegisterMedicalCertificate` and the certificate in it.
pub const REGISTER_MEDICAL_CERTIFICATE: &str =
    "urn:riv:insuranceprocess:healthreporting:RegisterMedicalCertificateResponder:3";
/// Attributes of schema instances, such as `schemaLocation`.
pub const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// HSA-id of a person, unit or care provider.
pub const HSA_ID: &str = "1.2.752.129.2.1.4.1";
/// Personnummer.
pub const PERSONNUMMER: &str = "1.2.752.129.2.1.3.1";
/// Samordningsnummer.
pub const SAMORDNINGSNUMMER: &str = "1.2.752.129.2.1.3.3";
/// Arbetsplatskod.
pub const WORKPLACE_CODE: &str = "1.2.752.29.4.71";
/// Befattning in HSA.
pub const POSITION: &str = "1.2.752.129.2.2.1.4";
/// Legitimerat yrke.
pub const LICENSED_PROFESSION: &str = "1.2.752.29.23.1.6";
/// `KV_Intygstyp`, the types of certificates.
pub const CERTIFICATE_TYPE: &str = "b64ea353-e8f6-4832-b563-fc7d46f29548";
/// `KV_Relation`.
pub const RELATION: &str = "c2362fcd-eda0-4f9a-bd13-b3bbaf7f2146";
/// `KV_Part`.
pub const PART: &str = "769bb12b-bd9f-4203-a5cd-fd14f2eb3b80";
/// `KV_Ämne`, the subjects of messages.
pub const SUBJECT: &str = "ffa59d8f-8d7e-46ae-ac9e-31804e8e8499";
/// The status of a certificate.
pub const STATUS: &str = "9871cd17-8755-4ed9-b894-ff3729e775a4";
/// `KV_Kalla_Adressuppgifter`.
pub const ADDRESS_SOURCE: &str = "4ade8de2-effe-41d0-b177-fedc820e69fa";
