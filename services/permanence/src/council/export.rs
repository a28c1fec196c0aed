//! The demonstration's export "Children Currently in Care". It stands in `export.yaml`.

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

const HEADINGS: &str = "Person ID,Surname,First Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                        Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";
const TEAM: &str = "Children in Care North";
/// Nobody has a birthday on the day of the export.
const DAYS_SINCE_BIRTHDAY: Days = Days::new(100);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    surname: String,
    first_name: String,
    age: u32,
    gender: String,
    legal_status: String,
    days_in_care: u64,
    placement: String,
    plan: String,
    achieved: String,
    social_worker: String,
    service_manager: String,
}

/// The export as a csv that was made on that day.
pub(super) fn export(made_on: NaiveDate) -> Result<String, serde_saphyr::Error> {
    let rows: Vec<Row> = serde_saphyr::from_str(include_str!("export.yaml"))?;
    let lines = rows.iter().map(|row| line(row, made_on));
    Ok(std::iter::once(HEADINGS.to_owned()).chain(lines).collect::<Vec<_>>().join("\r\n") + "\r\n")
}

fn line(row: &Row, made_on: NaiveDate) -> String {
    let born = made_on - DAYS_SINCE_BIRTHDAY - Months::new(row.age * 12);
    let since = made_on - Days::new(row.days_in_care);
    [
        &*row.id,
        &row.surname,
        &row.first_name,
        &born.format("%d/%m/%Y").to_string(),
        &row.age.to_string(),
        &row.gender,
        &row.legal_status,
        &since.format("%d/%m/%Y").to_string(),
        &row.placement,
        &row.plan,
        &row.achieved,
        TEAM,
        &row.social_worker,
        &row.service_manager,
    ]
    .join(",")
}

#[cfg(test)]
mod tests {
    use super::super::council;
    use super::*;

    #[test]
    fn every_child_of_the_council_is_in_the_export_whenever_it_is_made() {
        for made_on in ["2026-11-23", "2028-02-29", "2031-01-01"] {
            let csv = export(made_on.parse().unwrap()).unwrap();
            let ids: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
            assert_eq!(ids.len(), 12);
            assert!(council().unwrap().children.iter().all(|child| ids.contains(&&*child.id)));
            assert!(csv.lines().all(|line| line.split(',').count() == 14), "{csv}");
        }
    }
}
