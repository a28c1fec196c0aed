//! What is seen of a child, said as a clause: "is 16 years old", "has no permanence plan recorded".

use super::{Field, MatchedBy, Named, Subject};
use crate::domain::codes::{Category, CodeSet, List};

impl Subject<'_> {
    /// What is seen in a field, behind "the child".
    pub(super) fn clause(&self, field: Field, cohorts: &[Named], codes: &CodeSet) -> String {
        match field {
            Field::Age => self.age_clause(),
            Field::DaysInCare => self.days_in_care_clause(),
            Field::DaysSinceDiscussed => match self.last_discussed(cohorts) {
                Some(_) => format!("was last discussed {}", self.said(field, cohorts, codes)),
                None => "has not been discussed in the other cohorts".to_owned(),
            },
            Field::LegalStatus => match self.facts.legal_status {
                Category::BLANK => "has no legal status recorded".to_owned(),
                status => {
                    format!("has the legal status {}", self.value_said(codes, List::LegalStatus, status))
                }
            },
            Field::PlacementCode => match self.facts.placement_code {
                Category::BLANK => "has no placement code recorded".to_owned(),
                code => {
                    format!("has the placement code {}", self.value_said(codes, List::PlacementCode, code))
                }
            },
            Field::PermanencePlan => self.plan_clause(codes),
            Field::PermanenceAchieved => match self.facts.permanence_achieved {
                Category::YES => "has “yes” for whether permanence was achieved".to_owned(),
                Category::NO => "has “no” for whether permanence was achieved".to_owned(),
                _ => "has nothing recorded on whether permanence was achieved".to_owned(),
            },
            Field::CareProceedings => self.proceedings_clause().to_owned(),
            Field::LegalDetermination => self.determination_clause().to_owned(),
            Field::LongTermMatched => self.matched_clause().to_owned(),
        }
    }

    fn age_clause(&self) -> String {
        let age = self.age;
        let years = if age == 1 { "year" } else { "years" };
        match self.facts.born {
            Some(_) => format!("is {age} {years} old"),
            None => format!("is {age} {years} old by the export, which has no date of birth"),
        }
    }

    fn days_in_care_clause(&self) -> String {
        match self.facts.in_care_since {
            Some(since) if since > self.day.as_of => {
                format!("comes into care only on {}, by the export", since.format("%d/%m/%Y"))
            }
            Some(_) => format!("has been in care for {}", self.days_in_care_said()),
            None => "has no start of care recorded, which counts as long in care".to_owned(),
        }
    }

    fn plan_clause(&self, codes: &CodeSet) -> String {
        let plan = self.facts.permanence_plan;
        match codes.code(List::PermanencePlan, plan) {
            Some(code) => format!("has the permanence plan “{}”", code.label),
            None if plan == Category::BLANK => "has no permanence plan recorded".to_owned(),
            None => format!("has a permanence plan in other words, “{}”", self.plan_said),
        }
    }

    fn proceedings_clause(&self) -> &'static str {
        match (self.facts.care_proceedings, self.in_proceedings) {
            (Category::BLANK, Category::YES) => "is in care proceedings, by an interim care order",
            (Category::BLANK, _) => "is not in care proceedings as far as the export shows",
            (Category::YES, _) => "is in care proceedings",
            _ => "is not in care proceedings",
        }
    }

    fn determination_clause(&self) -> &'static str {
        match (self.remembered.determined, self.facts.legal_determination) {
            (true, _) => "has a Legal Gateway Meeting's determination that s20 is right",
            (false, Category::YES) => {
                "has, by the export, a Legal Gateway Meeting's determination that s20 is right"
            }
            _ => "has no determination of a Legal Gateway Meeting",
        }
    }

    fn matched_clause(&self) -> &'static str {
        match self.remembered.matched {
            Some(MatchedBy::FosteringList) => "is long-term matched on the Fostering Service's list",
            Some(MatchedBy::AgreedMatch) => "is long-term matched by a match that was agreed",
            None => "is long-term matched neither on the Fostering Service's list nor by an agreed match",
        }
    }
}
