//! Outside the application workers are told as they want to be.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::matters::Step;
use crate::other_side::mail_server;
use crate::people::{id_of, reached};
use crate::post_office::PostOffice;
use crate::receiver::Receiver;
use crate::refused::refused;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, Choice, DeliveryStatus, GetPreferencesRequest, ListDeliveriesRequest, Preferences,
    PreferencesChanged, QuietHours, UpdatePreferencesRequest,
};
use fault::{Reason, field_violations_of, metadata_of};
use prost::Name;
use tonic::{Response, Status};

/// A council in which Sam gets e-mail over this server. It is noon.
pub async fn council(office: &PostOffice) -> Council {
    let (port, authority) = (office.port, office.authority.clone());
    let council = Council::with(1, move |outside| {
        outside.authority = Some(authority);
        outside.smtp = Some(mail_server(port));
    })
    .await;
    council.directory(vec![reached("sam", "sam@council.test", 2, council.clock())]).await;
    council
}

pub async fn preferences(council: &Council, subject: &str) -> Preferences {
    let got = council.notifications(subject).get_preferences(GetPreferencesRequest {}).await;
    got.expect("preferences").into_inner().preferences.expect("preferences")
}

/// Sam's become these.
pub async fn update(council: &Council, preferences: Preferences) -> Result<Response<Preferences>, Status> {
    let update = UpdatePreferencesRequest { request_id: council.id(), preferences: Some(preferences) };
    let updated = council.notifications("sam").update_preferences(update).await?;
    Ok(updated.map(|updated| updated.preferences.expect("preferences")))
}

fn choice(kind: &str, channel: Channel, enabled: bool) -> Choice {
    Choice { kind: kind.to_owned(), channel: channel.into(), enabled, fixed: false }
}

fn found<'a>(preferences: &'a Preferences, kind: &str, channel: Channel) -> &'a Choice {
    let mut all = preferences.choices.iter();
    all.find(|it| it.kind == kind && it.channel() == channel).expect("a choice")
}

#[tokio::test]
async fn what_a_worker_switches_off_goes_out_no_more_and_is_in_the_application_all_the_same() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let unsaid = preferences(&council, "sam").await;
    assert_eq!((unsaid.etag.as_str(), unsaid.quiet_hours.as_ref()), ("0", None));
    assert!(found(&unsaid, "work_arrived", Channel::Email).enabled);
    assert!(!found(&unsaid, "work_arrived", Channel::Sms).enabled);

    let off = Preferences { choices: vec![choice("work_arrived", Channel::Email, false)], ..unsaid.clone() };
    let update = UpdatePreferencesRequest { request_id: council.id(), preferences: Some(off.clone()) };
    let mut sam = council.notifications("sam");
    let said = sam.update_preferences(update.clone()).await.expect("his own").into_inner();
    assert_eq!(sam.update_preferences(update).await.expect("the first answer").into_inner(), said);
    let said = said.preferences.expect("preferences");
    assert_eq!(said.etag, "1");
    assert!(!found(&said, "work_arrived", Channel::Email).enabled);
    assert!(found(&said, "request_received", Channel::Email).enabled, "the others stay");
    assert_eq!(preferences(&council, "sam").await, said);
    let subject = format!("preferences/{}", id_of("sam"));
    let events = format!(
        "select count(*) from (select type, subject from notifications.events
                               union all select type, subject from notifications.outbox) told
          where type = '{}' and subject = '{subject}'",
        PreferencesChanged::full_name()
    );
    assert_eq!(council.count(&events).await, 1);

    council.work_for_sam(1).await;
    assert_eq!(council.list("sam").await.notifications.len(), 1);
    assert!(council.deliveries().await.is_empty());
    let on = Preferences { choices: Vec::new(), etag: said.etag, ..said };
    let on = self::update(&council, on).await.expect("as the council has it").into_inner();
    assert!(found(&on, "work_arrived", Channel::Email).enabled);
    council.work_for_sam(1).await;
    until("a letter is taken", || async { office.letters().len() == 1 }).await;

    let stale = self::update(&council, off).await;
    assert_eq!(metadata_of(&refused(stale, Reason::EtagStale))["etag"], "2");
}

#[tokio::test]
async fn what_may_not_be_switched_off_is_said_so() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let unsaid = preferences(&council, "sam").await;
    let fixed: Vec<&str> = unsaid.choices.iter().filter(|it| it.fixed).map(|it| it.kind.as_str()).collect();
    assert_eq!(
        fixed,
        [
            "request_unanswered",
            "decision_unanswered",
            "decision_open",
            "review_overdue",
            "panel_action_overdue",
            "panel_actions_unrecorded",
            "tracker_not_updated",
        ]
    );
    let choices = vec![
        choice("work_arrived", Channel::Email, false),
        choice("decision_open", Channel::Email, false),
        choice("decision_open", Channel::Sms, false),
    ];
    let refusal = update(&council, Preferences { choices, ..unsaid }).await;
    let refusal = refused(refusal, Reason::PreferenceFixed);
    let metadata = metadata_of(&refusal);
    assert_eq!((metadata["kind"].as_str(), metadata["channel"].as_str()), ("decision_open", "EMAIL"));
    assert_eq!(preferences(&council, "sam").await.etag, "0", "nothing is changed");
}

#[tokio::test]
async fn in_quiet_hours_people_are_left_alone_and_systems_are_not() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let receiver = Receiver::start().await;
    council.hook(&receiver.url("/in")).await;
    let quiet_hours = Some(QuietHours { begin: "11:30".into(), end: "14:00".into() });
    let unsaid = preferences(&council, "sam").await;
    let said = update(&council, Preferences { quiet_hours: quiet_hours.clone(), ..unsaid }).await;
    assert_eq!(said.expect("his own").into_inner().quiet_hours, quiet_hours);

    let clock = council.clock();
    let done = Step::planning(clock);
    council.workflow(vec![done.arrives("theo", clock)]).await;
    council.work_for_sam(2).await;
    came_in(&receiver, "/in", 3).await;
    let mail = ListDeliveriesRequest { channel: Channel::Email.into(), ..Default::default() };
    let end = "2026-01-14T14:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
    until("it waits for the end", || async {
        let listed = council.notifications("ada").list_deliveries(mail.clone()).await.expect("a list");
        listed.into_inner().deliveries.iter().all(|waits| {
            waits.status() == DeliveryStatus::Created
                && waits.next_attempt_time.is_some_and(|at| at.seconds == end.timestamp())
        })
    })
    .await;
    assert!(office.letters().is_empty());

    council.workflow(vec![done.starts("sam", clock)]).await;
    let told = council.list("sam").await.notifications;
    council.read("sam", &[&told[0]]).await.expect("read");
    clock.advance(TimeDelta::hours(2));
    until("nothing waits any more", || async {
        let listed = council.notifications("ada").list_deliveries(mail.clone()).await.expect("a list");
        listed.into_inner().deliveries.iter().all(|it| it.next_attempt_time.is_none())
    })
    .await;
    let letters = office.letters();
    assert_eq!(letters.len(), 1, "one was read by then, and one was begun");
    assert!(letters[0].text.contains(&told[1].notification_id), "{}", letters[0].text);
}

#[tokio::test]
async fn what_quiet_hours_put_off_goes_out_once_they_are_shorter() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let until_two = Some(QuietHours { begin: "11:30".into(), end: "14:00".into() });
    let unsaid = preferences(&council, "sam").await;
    let said = update(&council, Preferences { quiet_hours: until_two, ..unsaid }).await.expect("his own");
    council.work_for_sam(1).await;
    let put_off =
        "select count(*) from notifications.delivery where kept_quiet and next_attempt_at > created_at";
    until("it is put off", || async { council.count(put_off).await == 1 }).await;
    assert!(office.letters().is_empty());
    let said = said.into_inner();
    let until_one = Some(QuietHours { begin: "11:30".into(), end: "13:00".into() });
    let said = update(&council, Preferences { quiet_hours: until_one, ..said }).await.expect("his own");
    let until_one = "select count(*) from notifications.delivery
                      where kept_quiet and claim is null and next_attempt_at = '2026-01-14T13:00:00Z'";
    until("it waits for the new end", || async { council.count(until_one).await == 1 }).await;
    update(&council, Preferences { quiet_hours: None, ..said.into_inner() }).await.expect("his own");
    until("it goes out", || async { office.letters().len() == 1 }).await;
}

#[tokio::test]
async fn wrong_fields_are_refused_and_so_is_who_is_told_nothing() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let wrong = Preferences {
        choices: vec![
            choice("Work", Channel::Email, true),
            choice("work_arrived", Channel::Webhook, true),
            choice("work_arrived", Channel::Unspecified, true),
            choice("work_arrived", Channel::Sms, true),
            choice("work_arrived", Channel::Sms, false),
        ],
        quiet_hours: Some(QuietHours { begin: "25:00".into(), end: "7:00".into() }),
        etag: String::new(),
        daily_digest: None,
    };
    let refusal = refused(update(&council, wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&refusal).into_iter().map(|it| it.field).collect();
    assert_eq!(
        fields,
        [
            "preferences.etag",
            "preferences.choices[0].kind",
            "preferences.choices[1].channel",
            "preferences.choices[2].channel",
            "preferences.choices[4]",
            "preferences.quiet_hours.begin",
            "preferences.quiet_hours.end",
            "preferences.quiet_hours.end",
        ]
    );
    let unknown = Preferences {
        choices: vec![choice("no_such_kind", Channel::Email, true)],
        etag: "0".into(),
        ..Preferences::default()
    };
    let refusal = refused(update(&council, unknown).await, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&refusal)[0].field, "preferences.choices");

    let mut ada = council.notifications("ada");
    refused(ada.get_preferences(GetPreferencesRequest {}).await, Reason::NotPermitted);
    let update = UpdatePreferencesRequest {
        request_id: council.id(),
        preferences: Some(Preferences { etag: "0".into(), ..Preferences::default() }),
    };
    refused(ada.update_preferences(update).await, Reason::NotPermitted);
}

#[tokio::test]
async fn what_was_put_off_for_another_reason_than_quiet_hours_goes_out_though_it_is_done_with() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let clock = council.clock();
    let at_night = Some(QuietHours { begin: "22:00".into(), end: "07:00".into() });
    let unsaid = preferences(&council, "sam").await;
    update(&council, Preferences { quiet_hours: at_night, ..unsaid }).await.expect("his own");
    council.suite.stop("directory", 0).await;
    let heard = "update notifications.feed_cursor set heard_at = heard_at - interval '5 seconds'
                  where upstream = 'permanence.directory'";
    sqlx::query(heard).execute(&council.admin()).await.expect("to let time pass");
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock)]).await;
    let put_off = "select count(*) from notifications.delivery where next_attempt_at > created_at";
    until("it is put off", || async { council.count(put_off).await == 1 }).await;
    council.workflow(vec![step.starts("sam", clock)]).await;
    council.suite.restart("directory", 0).await;
    clock.advance(TimeDelta::seconds(3));
    until("it goes out", || async { office.letters().len() == 1 }).await;
    assert_eq!(council.list("sam").await.unread_count, 0);
}
