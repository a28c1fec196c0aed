//! The full names of the calls, as policies, audit entries and receipts know them.

/// One thing that the caller was told.
pub const GET_NOTIFICATION: &str = "permanence.notifications.v1.NotificationService/GetNotification";
/// What the caller was told.
pub const LIST_NOTIFICATIONS: &str = "permanence.notifications.v1.NotificationService/ListNotifications";
/// What whoever hears of a child outside the application must be permitted besides: every call that opens a child's record.
pub const OPEN_A_RECORD: &str = "open a child's record";
/// Read.
pub const MARK_READ: &str = "permanence.notifications.v1.NotificationService/MarkRead";
/// What the caller is told from now on.
pub const WATCH_NOTIFICATIONS: &str = "permanence.notifications.v1.NotificationService/WatchNotifications";
/// What the directory has told of people is applied here.
pub const CATCH_UP: &str = "permanence.notifications.v1.CopyService/CatchUp";
/// How the caller wants to be told outside the application.
pub const GET_PREFERENCES: &str = "permanence.notifications.v1.NotificationService/GetPreferences";
/// The same, said.
pub const UPDATE_PREFERENCES: &str = "permanence.notifications.v1.NotificationService/UpdatePreferences";
/// Another system is to hear of what workers are told.
pub const CREATE_WEBHOOK: &str = "permanence.notifications.v1.NotificationService/CreateWebhook";
/// Which systems hear of it.
pub const LIST_WEBHOOKS: &str = "permanence.notifications.v1.NotificationService/ListWebhooks";
/// Another secret for a webhook.
pub const ROTATE_WEBHOOK_SECRET: &str = "permanence.notifications.v1.NotificationService/RotateWebhookSecret";
/// A webhook ends.
pub const DELETE_WEBHOOK: &str = "permanence.notifications.v1.NotificationService/DeleteWebhook";
/// What left the application.
pub const LIST_DELIVERIES: &str = "permanence.notifications.v1.NotificationService/ListDeliveries";
/// A dead message is tried again.
pub const REDELIVER: &str = "permanence.notifications.v1.NotificationService/Redeliver";
/// Dead messages are tried again together.
pub const REDELIVER_ALL: &str = "permanence.notifications.v1.NotificationService/RedeliverAll";
