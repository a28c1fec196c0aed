use super::*;

const TOM: u128 = 1;
const RUTH: u128 = 2;
const SANDRA: u128 = 3;
const STRANGER: u128 = 9;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn colleague_of(id: u128, roles: &[Role]) -> Colleague {
    Colleague {
        person: Person { id: Uuid::from_u128(id), display_name: "Somebody".to_owned() },
        active: true,
        roles: roles.iter().copied().collect(),
        line_manager_id: Some(Uuid::from_u128(SANDRA)),
    }
}

fn by(id: u128) -> Arranging {
    let at = "2026-01-14T12:00:00Z".parse().unwrap();
    Arranging { act: Act { by: Some(Uuid::from_u128(id)), at }, today: day("2026-01-14"), administers: false }
}

fn wanted(first: &str, last: &str) -> WantedCover {
    WantedCover {
        id: Uuid::from_u128(50),
        covered_id: Uuid::from_u128(TOM),
        covering_id: Uuid::from_u128(RUTH),
        days: Days { first: day(first), last: day(last) },
        read: Read { etag: String::new(), allow_missing: true },
    }
}

fn tom() -> Option<Colleague> {
    Some(colleague_of(TOM, &[Role::PracticeSupervisor]))
}

fn ruth() -> Option<Colleague> {
    Some(colleague_of(RUTH, &[Role::TeamManager]))
}

fn standing() -> Cover {
    set(None, wanted("2026-01-14", "2026-01-20"), tom(), ruth(), by(TOM)).unwrap()
}

fn reason(refused: Result<Cover, Fault>) -> Reason {
    refused.unwrap_err().reason()
}

fn wrong_fields(refused: Result<Cover, Fault>) -> Vec<String> {
    let Err(Fault::Invalid(wrong)) = refused else { panic!("not refused by field") };
    wrong.violations().iter().map(|violation| violation.field.clone()).collect()
}

#[test]
fn it_is_arranged_by_the_absent_worker_their_line_manager_or_an_administrator() {
    let days = || wanted("2026-01-14", "2026-01-20");
    for arranger in [TOM, SANDRA] {
        assert!(set(None, days(), tom(), ruth(), by(arranger)).is_ok());
    }
    let administrator = Arranging { administers: true, ..by(STRANGER) };
    assert!(set(None, days(), tom(), ruth(), administrator).is_ok());
    for stranger in [STRANGER, RUTH] {
        assert_eq!(reason(set(None, days(), tom(), ruth(), by(stranger))), Reason::CoverNotYours);
    }
    let nobodys = Colleague { line_manager_id: None, ..tom().unwrap() };
    let the_suite = Arranging { act: Act { by: None, ..by(TOM).act }, ..by(TOM) };
    assert_eq!(reason(set(None, days(), Some(nobodys), ruth(), the_suite)), Reason::CoverNotYours);
}

#[test]
fn days_are_in_order_not_over_and_no_more_than_a_year() {
    for (first, last, right) in [
        ("2026-01-14", "2026-01-14", true),
        ("2026-01-01", "2026-01-14", true),
        ("2026-01-14", "2027-01-14", true),
        ("2026-01-14", "2027-01-15", false),
        ("2026-01-01", "2026-01-13", false),
        ("2026-01-15", "2026-01-14", false),
    ] {
        let outcome = set(None, wanted(first, last), tom(), ruth(), by(TOM));
        assert_eq!(outcome.is_ok(), right, "{first} to {last}");
        if !right {
            assert_eq!(wrong_fields(outcome), ["cover.last_day"]);
        }
    }
}

#[test]
fn both_are_case_workers_who_are_here_and_not_the_same() {
    let days = || wanted("2026-01-14", "2026-01-20");
    let administrator = colleague_of(RUTH, &[Role::TeamManager, Role::Administrator]);
    let left = Colleague { active: false, ..ruth().unwrap() };
    for covering in [None, Some(administrator), Some(left), Some(colleague_of(RUTH, &[Role::System]))] {
        let refused = set(None, days(), tom(), covering, by(TOM));
        assert_eq!(wrong_fields(refused), ["cover.covering.worker_id"]);
    }
    assert_eq!(wrong_fields(set(None, days(), None, ruth(), by(TOM))), ["cover.covered.worker_id"]);
    let themselves = WantedCover { covering_id: Uuid::from_u128(TOM), ..days() };
    assert_eq!(wrong_fields(set(None, themselves, tom(), tom(), by(TOM))), ["cover.covering.worker_id"]);
}

#[test]
fn an_agency_decision_maker_is_covered_by_another_one_only() {
    let adm = || Some(colleague_of(TOM, &[Role::AgencyDecisionMaker]));
    let days = || wanted("2026-01-14", "2026-01-20");
    assert_eq!(reason(set(None, days(), adm(), ruth(), by(TOM))), Reason::CoverNeedsAdm);
    let another = Some(colleague_of(RUTH, &[Role::ServiceManager, Role::AgencyDecisionMaker]));
    assert!(set(None, days(), adm(), another.clone(), by(TOM)).is_ok());
    assert!(set(None, days(), tom(), another, by(TOM)).is_ok(), "who may decide may cover others too");
}

#[test]
fn only_its_days_change_and_only_while_it_lasts() {
    let longer = |etag: &str| WantedCover {
        read: Read { etag: etag.to_owned(), allow_missing: false },
        ..wanted("2026-01-14", "2026-02-20")
    };
    let changed = set(Some(&standing()), longer("1"), tom(), ruth(), by(TOM)).unwrap();
    assert_eq!((changed.days.last, changed.stamp.version), (day("2026-02-20"), 2));
    assert_eq!(reason(set(Some(&standing()), longer("7"), tom(), ruth(), by(TOM))), Reason::EtagStale);
    assert_eq!(reason(set(None, longer("1"), tom(), ruth(), by(TOM))), Reason::NotFound);

    let another = WantedCover { covering_id: Uuid::from_u128(STRANGER), ..longer("1") };
    let stranger = Some(colleague_of(STRANGER, &[Role::TeamManager]));
    let refused = set(Some(&standing()), another, tom(), stranger, by(TOM));
    assert_eq!(wrong_fields(refused), ["cover.covering.worker_id"]);

    let ended = Cover { ended: Some(by(TOM).act.at), ..standing() };
    assert_eq!(reason(set(Some(&ended), longer("1"), tom(), ruth(), by(TOM))), Reason::CoverOver);
    let later = Arranging { today: day("2026-01-21"), ..by(TOM) };
    assert_eq!(reason(set(Some(&standing()), longer("1"), tom(), ruth(), later)), Reason::CoverOver);
}

#[test]
fn it_is_ended_once_by_those_whom_it_concerns() {
    let end = |who| standing().end("1", &tom().unwrap(), by(who)).map_err(|refusal| refusal.reason);
    for who in [TOM, RUTH, SANDRA] {
        let ended = end(who).unwrap();
        assert_eq!((ended.ended, ended.stamp.version), (Some(by(who).act.at), 2));
        let again = ended.end("2", &tom().unwrap(), by(who)).unwrap_err();
        assert_eq!((again.reason, again.metadata["last_day"].as_str()), (Reason::CoverOver, "2026-01-20"));
    }
    assert_eq!(end(STRANGER).unwrap_err(), Reason::CoverNotYours);
    assert_eq!(standing().end("2", &tom().unwrap(), by(TOM)).unwrap_err().reason, Reason::EtagStale);
}
