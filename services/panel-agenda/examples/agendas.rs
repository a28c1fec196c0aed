//! The agendas of all cohorts as they leave the service, from a file and without a database, for readers that are not ours:
//! `agendas FILE AS_OF PANEL FOLDER` writes, for each cohort, `COHORT.xlsx` and `COHORT.csv`, and the workbook's last sheet says who is
//! not listed.

use chrono::NaiveDate;
use panel_agenda::{
    domain::{
        agenda::{Agenda, Draw, Extracted, FilterSaid, Inputs, ReadBy, States},
        extract::Kept,
        rulebook::Rulebook,
        rules::{Cohort, FORM, Remembered},
    },
    export::not_listed_table,
    reading::sift,
};
use std::{collections::BTreeMap, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, as_of, panel, folder] = arguments.try_into().map_err(|_| "agendas FILE AS_OF PANEL FOLDER")?;
    let (as_of, panel): (NaiveDate, NaiveDate) = (as_of.parse()?, panel.parse()?);
    let rulebook = Rulebook::standard()?;
    let mut children: BTreeMap<String, Kept> = BTreeMap::new();
    sift(fs::File::open(file)?, &rulebook, (as_of, None), |batch| {
        // Of several rows of one child the last counts.
        children.extend(batch.records.into_iter().map(|record| (record.child_id.clone(), record)));
        true
    })?;
    for cohort in &rulebook.rules.cohorts {
        write(&rulebook, cohort, (as_of, panel), &children, Path::new(&folder))?;
    }
    Ok(())
}

fn write(
    rulebook: &Rulebook,
    cohort: &Cohort,
    (as_of, panel): (NaiveDate, NaiveDate),
    children: &BTreeMap<String, Kept>,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let inputs = Inputs {
        extract: String::new(),
        as_of,
        draw_on: as_of,
        panel,
        cohort: String::new(),
        rules: String::new(),
        rules_sha256: String::new(),
        code_set: String::new(),
        codes_sha256: String::new(),
        states: States::default(),
        read_by: ReadBy::default(),
        form: FORM,
    };
    let draw = Draw::begin(&rulebook.rules, cohort, &rulebook.codes, inputs);
    let nothing = Remembered::default();
    let considered = children.values().map(|kept| (kept.row, draw.consider(&kept.record(), &nothing, &[])));
    let agenda = Agenda::gather(draw.inputs().clone(), considered.collect());
    let extracted = |id: &str| {
        children.get(id).map_or_else(Extracted::default, |kept| Extracted {
            surname: kept.surname.clone(),
            first_name: kept.first_name.clone(),
            service_manager: kept.service_manager.clone(),
        })
    };
    let off: Vec<_> =
        agenda.not_listed.iter().map(|child| (child.clone(), extracted(&child.child_id))).collect();
    let off = not_listed_table((panel, as_of), &off, &FilterSaid::of(&rulebook.rules, cohort));
    let table = agenda.table(&rulebook.rules, cohort);
    fs::write(folder.join(format!("{}.xlsx", cohort.key)), table.to_xlsx_with(Some(("Not listed", &off)))?)?;
    fs::write(folder.join(format!("{}.csv", cohort.key)), table.to_csv())?;
    Ok(())
}
