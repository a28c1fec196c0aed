//! The full names of the calls, as policies, audit entries and receipts know them.

/// What the caller was told.
pub const LIST_NOTIFICATIONS: &str = "permanence.notifications.v1.NotificationService/ListNotifications";
/// Read.
pub const MARK_READ: &str = "permanence.notifications.v1.NotificationService/MarkRead";
/// What the caller is told from now on.
pub const WATCH_NOTIFICATIONS: &str = "permanence.notifications.v1.NotificationService/WatchNotifications";
/// What the directory has told of people is applied here.
pub const CATCH_UP: &str = "permanence.notifications.v1.CopyService/CatchUp";
