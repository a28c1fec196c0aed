-- Why: what 1112 asks of a notification holds of those that stood before it too; nobody waits while they are looked at.

alter table notifications.notification validate constraint notification_until_known;
