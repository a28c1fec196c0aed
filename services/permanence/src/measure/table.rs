//! The lines of the table: what, how much, the aim, and whether it is met.

use crate::tell::line;

pub(crate) fn heading() {
    print("", "measured", "aim", "");
    print(&"-".repeat(48), "---------------", "---------------", "---");
}

/// Something that must not be more.
pub(super) fn at_most(what: &str, measured: f64, aim: f64, unit: &str) {
    print(what, &shown(measured, unit), &format!("<= {aim} {unit}"), met(measured <= aim));
}

/// Something that must not be less.
pub(super) fn at_least(what: &str, measured: f64, aim: f64, unit: &str) {
    print(what, &shown(measured, unit), &format!(">= {aim} {unit}"), met(measured >= aim));
}

/// Something without an aim.
pub(super) fn row(what: &str, measured: f64, unit: &str) {
    print(what, &shown(measured, unit), "", "");
}

fn print(what: &str, measured: &str, aim: &str, met: &str) {
    line(format!("{what:<48}  {measured:>15}  {aim:>15}  {met}").trim_end());
}

fn shown(measured: f64, unit: &str) -> String {
    let digits = if measured < 10.0 {
        2
    } else if measured < 100.0 {
        1
    } else {
        0
    };
    format!("{measured:.digits$} {unit}")
}

fn met(met: bool) -> &'static str {
    if met { "met" } else { "NOT met" }
}
