//! Explanations in our own words. Source: certificate-types 7.2, 7.5.

pub(super) const REVISION: &str = "Svara ja till exempel när det är länge sedan patienten utreddes, när en ny bedömning har föreslagits tidigare eller när bilden inte längre stämmer med diagnosen.";
pub(super) const IMPAIRMENTS: &str = "Beskriv de avvikelser som du har sett vid undersökningen och resultat av tester och utredningar. Områdena är en förenkling av ICF, den internationella klassifikationen av funktion. Minst ett område ska beskrivas.";
pub(super) const INTELLECT: &str = "Att förstå, tänka abstrakt, lära och dra slutsatser. Hit hör till exempel intellektuell funktionsnedsättning och demens.";
pub(super) const PSYCHOSOCIAL: &str = "Att förstå och samspela med andra människor och att knyta och behålla relationer. Hit hör till exempel svårigheter vid autism.";
pub(super) const ATTENTION: &str = "Att rikta uppmärksamheten och hålla kvar den, och att planera, komma igång, hålla tider och byta strategi. Hit hör till exempel svårigheter vid adhd och efter hjärnskada.";
pub(super) const OTHER_MENTAL: &str = "Till exempel energi och drivkraft, sömn, minne, stämningsläge, ångest, tankar och verklighetsuppfattning.";
pub(super) const SENSES: &str = "Till exempel syn, hörsel, tal och röst, känsel, yrsel, och smärta i hela eller delar av kroppen.";
pub(super) const MOTION: &str = "Till exempel rörlighet i leder, muskelkraft, gång, finmotorik, ofrivilliga rörelser, samordning av rörelser och balans.";
pub(super) const OTHER_BODILY: &str = "Till exempel hjärta och andning, matsmältning, urinvägar, hud, ämnesomsättning och immunförsvar.";
pub(super) const LIMITATION: &str = "Tänk gärna på områdena i ICF: lärande, att klara uppgifter och krav, kommunikation, förflyttning, personlig vård, hemliv, relationer, arbete och samhällsliv. Skriv varifrån uppgifterna kommer, till exempel din observation eller patientens berättelse, och nämn sådant som patienten bör undvika av medicinska skäl.";
pub(super) const PREREQUISITES: &str = "Särskilda arbetstider är att arbetstiden läggs på något annat sätt än att den minskas lika mycket varje dag.";
