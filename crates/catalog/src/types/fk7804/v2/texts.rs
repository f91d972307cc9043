//! Explanations that only this version has, in our own words. Source: certificate-types 6.7.

pub(super) use super::super::texts::*;

pub(super) const BASIS_HELP: &str = "Enligt Socialstyrelsens föreskrifter (HSLF-FS 2018:54) ska ett intyg i regel utfärdas efter att du har undersökt patienten. Ange hur ni har träffats.";
