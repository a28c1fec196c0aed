//! Those who watch throughout: each goes on from their last cursor at the other replica whenever a stream ends, and reads on.

use crate::council::Council;
use calendar::Clock;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::notifications::v1::{ListNotificationsRequest, MarkReadRequest, WatchNotificationsRequest};
use fault::{Reason, reason_of};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::Client;
use tokio::task::JoinHandle;
use tonic::Status;

/// How long after a stream that could not be opened the next is tried.
const AGAIN: Duration = Duration::from_millis(20);
/// How many are read at once.
const READS: usize = 100;

/// One who watches.
pub struct Watcher {
    pub subject: &'static str,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    began: AtomicBool,
    ids: Mutex<Vec<String>>,
    streams: AtomicUsize,
    refused: AtomicBool,
}

impl Watcher {
    /// Somebody who watches from now on.
    pub async fn of(council: &Council, subject: &'static str) -> Self {
        let clients = [0, 1].map(|replica| council.notifications_of(replica, subject));
        let seen = Arc::<Seen>::default();
        let task = tokio::spawn(watch(clients, council.clock().clone(), seen.clone()));
        crate::council::until("they watch", || async { seen.began.load(Ordering::SeqCst) }).await;
        Self { subject, seen, task }
    }

    /// What they were shown, in the order in which it came.
    pub fn seen(&self) -> Vec<String> {
        self.seen.ids.lock().expect("nobody panicked with it").clone()
    }

    /// How many streams it took.
    pub fn streams(&self) -> usize {
        self.seen.streams.load(Ordering::SeqCst)
    }

    /// Whether they may watch no longer.
    pub fn is_refused(&self) -> bool {
        self.seen.refused.load(Ordering::SeqCst)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn watch(mut clients: [NotificationServiceClient<Client>; 2], clock: Clock, seen: Arc<Seen>) {
    let mut cursor = String::new();
    for at in (0..2).cycle() {
        let ended = follow(&mut clients[at], &mut cursor, &clock, &seen).await;
        if ended.is_err_and(|status| reason_of(&status) == Some(Reason::NotPermitted)) {
            return seen.refused.store(true, Ordering::SeqCst);
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn follow(
    client: &mut NotificationServiceClient<Client>,
    cursor: &mut String,
    clock: &Clock,
    seen: &Seen,
) -> Result<(), Status> {
    let asked = WatchNotificationsRequest { cursor: cursor.clone() };
    let mut stream = client.watch_notifications(asked).await?.into_inner();
    seen.streams.fetch_add(1, Ordering::SeqCst);
    let mut unread = 0;
    while let Some(message) = stream.message().await? {
        *cursor = message.cursor;
        let ids = message.notifications.into_iter().map(|told| told.notification_id);
        let last = {
            let mut all = seen.ids.lock().expect("nobody panicked with it");
            let before = all.len();
            all.extend(ids);
            unread += all.len() - before;
            all.last().cloned()
        };
        seen.began.store(true, Ordering::SeqCst);
        if let Some(up_to_id) = last.filter(|_| unread >= READS) {
            let request_id = clock.new_id().to_string();
            client.mark_read(MarkReadRequest { request_id, up_to_id, ..Default::default() }).await?;
            unread = 0;
        }
    }
    Ok(())
}

/// All that somebody is shown in their list, oldest first.
pub async fn listed(council: &Council, subject: &str) -> Vec<String> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = ListNotificationsRequest { page_size: 200, page_token, ..Default::default() };
        let page = council.list_of(subject, asked).await;
        all.extend(page.notifications.into_iter().map(|told| told.notification_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            all.reverse();
            return all;
        }
    }
}
