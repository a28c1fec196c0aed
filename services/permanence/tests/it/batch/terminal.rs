//! On a terminal: progress is shown there, and a workbook is not.

use super::council::{Council, EXTRACT, MONDAY, THURSDAY};
use nix::pty::openpty;
use std::fs::File;
use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};

/// What a terminal showed, and how the command ended.
fn on_a_terminal(mut command: Command, attach: fn(&mut Command, Stdio)) -> (String, ExitStatus) {
    let terminal = openpty(None, None).unwrap();
    attach(&mut command, Stdio::from(terminal.slave));
    let mut child = command.spawn().unwrap();
    // Our end of what the child writes to goes with the command.
    drop(command);
    let mut shown = Vec::new();
    // When nobody writes any longer the kernel says so as an error.
    let _hung_up = File::from(terminal.master).read_to_end(&mut shown);
    (String::from_utf8_lossy(&shown).into_owned(), child.wait().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_shown_on_a_terminal_and_a_workbook_is_not() {
    let council = Council::on_monday().await;
    let file = council.file("children.csv", EXTRACT);
    let import = council.command("care.records", &["extract", "import", &file, "--as-of", MONDAY]);
    let shown = tokio::task::spawn_blocking(move || {
        on_a_terminal(import, |command, terminal| {
            command.stdout(Stdio::null()).stderr(terminal);
        })
    });
    let (shown, status) = shown.await.unwrap();
    assert!(status.success(), "{shown}");
    assert!(shown.contains("handing in") || shown.contains("being read"), "{shown:?}");

    let draw = council.run(&["agenda", "draw", "--panel", THURSDAY]).await;
    assert!(draw.status.success());
    let show = council.command("care.records", &["agenda", "show", "--panel", THURSDAY, "--output", "xlsx"]);
    let shown = tokio::task::spawn_blocking(move || {
        on_a_terminal(show, |command, terminal| {
            command.stdout(terminal).stderr(Stdio::null());
        })
    });
    let (shown, status) = shown.await.unwrap();
    assert_eq!((&*shown, status.code()), ("", Some(4)), "nothing of it reaches the terminal");
}
