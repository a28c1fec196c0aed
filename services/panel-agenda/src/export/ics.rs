//! Panel dates as a calendar (iCalendar, RFC 5545). It has no METHOD, which is of invitations by mail: so DTSTAMP is when an
//! appointment was changed last, and the same dates are the same bytes.

use chrono::{DateTime, Utc};

/// One date in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Stable: whoever imports the calendar again gets no second appointment.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What is to be known of it; may be empty. Never a child's name.
    pub details: String,
    /// When it begins.
    pub begins: DateTime<Utc>,
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// It does not take place after all.
    pub cancelled: bool,
    /// How often it was changed.
    pub version: i64,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

/// The calendar with those dates.
pub fn calendar(appointments: &[Appointment]) -> Vec<u8> {
    let mut out = String::new();
    let mut put = |name: &str, value: &str| line(&mut out, &format!("{name}:{value}"));
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//permanence//panels//EN");
    for appointment in appointments {
        put("BEGIN", "VEVENT");
        put("UID", &escaped(&appointment.id));
        put("SEQUENCE", &appointment.version.to_string());
        put("DTSTAMP", &instant(appointment.changed_at));
        put("DTSTART", &instant(appointment.begins));
        put("DTEND", &instant(appointment.ends));
        put("SUMMARY", &escaped(&appointment.title));
        if !appointment.details.is_empty() {
            put("DESCRIPTION", &escaped(&appointment.details));
        }
        put("STATUS", if appointment.cancelled { "CANCELLED" } else { "CONFIRMED" });
        put("END", "VEVENT");
    }
    put("END", "VCALENDAR");
    out.into_bytes()
}

/// In UTC: every calendar shows it at London's time, summer and winter.
fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars().filter(|char| *char != '\r') {
        match char {
            '\\' | ';' | ',' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A line of 75 bytes at most; what is left goes on in the next, behind a space.
fn line(out: &mut String, content: &str) {
    let mut width = 0;
    for char in content.chars() {
        if width + char.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(char);
        width += char.len_utf8();
    }
    out.push_str("\r\n");
}
