//! The information text in our own words. Source: certificate-types 9.

use crate::element::Information;

pub(super) const INFORMATION: Information = Information {
    heading: "Om läkarutlåtande för aktivitetsersättning vid förlängd skolgång",
    paragraphs: &[
        "Aktivitetsersättning vid förlängd skolgång kan ges till den som är mellan 19 och 29 år och som på grund av en funktionsnedsättning behöver längre tid för att bli klar med sin utbildning på grundskole- eller gymnasienivå.",
        "Utlåtandet är underlag när Försäkringskassan bedömer om det är funktionsnedsättningen som gör att studierna tar längre tid. Beskriv därför hur den visar sig och hur den påverkar skolgången, så konkret som möjligt.",
    ],
};
