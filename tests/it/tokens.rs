//! A token that is missing, malformed, expired, for another audience or signed by another key is refused by its reason,
//! at the gateway and again at each service's own port.

use contracts::directory::v1::GetMeRequest;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::gateway::v1::GetWorkViewRequest;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::notifications::v1::ListNotificationsRequest;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::panels::v1::ListAgendasRequest;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::requests::v1::ListIncomingRequestsRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::ListIncomingWorkRequest;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use fault::Reason;
use tests::council::{Council, SERVICES, keeping};
use tests::door::Door;
use tonic::{Code, Request, Status};

fn with_token<T>(message: T, authorization: Option<&str>) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(value) = authorization {
        request.metadata_mut().insert("authorization", value.parse().expect("ASCII"));
    }
    request
}

/// Asks the service for something that any worker may ask.
async fn ask(service: &str, port: impl Into<Door>, authorization: Option<&str>) -> Result<(), Status> {
    let port = port.into();
    match service {
        "directory" => {
            let asked = with_token(GetMeRequest {}, authorization);
            WorkerServiceClient::new(port).get_me(asked).await.map(drop)
        }
        "workflow" => {
            let asked = with_token(ListIncomingWorkRequest::default(), authorization);
            WorkstepServiceClient::new(port).list_incoming_work(asked).await.map(drop)
        }
        "requests" => {
            let asked = with_token(ListIncomingRequestsRequest::default(), authorization);
            RequestServiceClient::new(port).list_incoming_requests(asked).await.map(drop)
        }
        "notifications" => {
            let asked = with_token(ListNotificationsRequest::default(), authorization);
            NotificationServiceClient::new(port).list_notifications(asked).await.map(drop)
        }
        "panels" => {
            let asked = with_token(ListAgendasRequest::default(), authorization);
            PanelServiceClient::new(port).list_agendas(asked).await.map(drop)
        }
        _ => {
            let asked = with_token(GetWorkViewRequest::default(), authorization);
            WorkViewServiceClient::new(port).get_work_view(asked).await.map(drop)
        }
    }
}

#[tokio::test]
async fn a_bad_token_is_refused_at_the_gateway_and_at_each_port() {
    let council = Council::with_two_replicas().await;
    let good = format!("Bearer {}", council.support.token);
    let tampered = {
        let (head, signature) = council.support.token.rsplit_once('.').expect("a signed token");
        let turned: String = signature.chars().rev().collect();
        format!("Bearer {head}.{turned}")
    };
    let bad = [
        ("no token", None, Reason::TokenMissing),
        ("no bearer", Some("Basic c3c6c3c=".to_owned()), Reason::TokenMissing),
        ("nonsense", Some("Bearer nonsense".to_owned()), Reason::TokenMalformed),
        ("expired", Some(format!("Bearer {}", council.expired_token())), Reason::TokenExpired),
        (
            "another audience",
            Some(format!("Bearer {}", council.token_for_another_audience())),
            Reason::TokenAudience,
        ),
        ("another key", Some(format!("Bearer {}", council.token_by_another_key())), Reason::TokenSignature),
        ("tampered", Some(tampered), Reason::TokenSignature),
    ];
    for service in SERVICES.map(|service| service.name) {
        for port in council.own_ports(service) {
            ask(service, port.clone(), Some(&good)).await.expect("a good token is let in");
            for (what, authorization, reason) in &bad {
                let refused = ask(service, port.clone(), authorization.as_deref()).await;
                let refused = refused.expect_err(&format!("{what} at {service}"));
                assert_eq!(fault::reason_of(&refused), Some(*reason), "{what} at {service}: {refused:?}");
                assert_eq!(refused.code(), Code::Unauthenticated, "{what} at {service}");
            }
        }
    }
    // By every route of the gateway, and by the gateway itself: nobody behind it is there to refuse.
    for service in keeping() {
        for replica in 0..2 {
            council.suite.stop(service, replica).await;
        }
        for (what, authorization, reason) in &bad {
            let refused = ask(service, council.sw.door(), authorization.as_deref()).await;
            let refused = refused.expect_err(&format!("{what} on the way to {service}"));
            assert_eq!(
                fault::reason_of(&refused),
                Some(*reason),
                "{what} on the way to {service}: {refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_good_token_of_somebody_whom_the_directory_does_not_know_opens_nothing() {
    let council = Council::with_two_replicas().await;
    let stranger = format!("Bearer {}", council.token_of("nobody-we-know"));
    for service in SERVICES.map(|service| service.name) {
        for port in council.own_ports(service) {
            let refused = ask(service, port, Some(&stranger)).await.expect_err("a stranger");
            assert_eq!(fault::reason_of(&refused), Some(Reason::WorkerUnknown), "{service}: {refused:?}");
            assert_eq!(refused.code(), Code::PermissionDenied);
        }
    }
}
