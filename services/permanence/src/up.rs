//! `permanence up`: the whole suite until somebody stops it.

use crate::command::Place;
use crate::failure::Failure;
use crate::local::Local;
use crate::tell::line;
use runtime::{Settings, observe};
use std::future::pending;

pub(crate) async fn up(mut settings: Settings, place: &Place, fresh: bool) -> Result<(), Failure> {
    settings.observe.log.clone_from(&place.log);
    let _telemetry = observe::start(&settings.observe, "permanence")?;
    Local::during(settings, place, fresh, async |local: &Local| serve(local, place).await).await?;
    Ok(())
}

async fn serve(local: &Local, place: &Place) -> Result<(), Failure> {
    say_what_to_try(local, place)?;
    pending().await
}

fn say_what_to_try(local: &Local, place: &Place) -> Result<(), Failure> {
    let address = local.address();
    let command = command();
    let data = &place.data.data;
    let data =
        if data.as_os_str() == ".permanence" { String::new() } else { format!(" --data {}", data.display()) };
    line(&format!("The gateway answers on http://{address}"));
    line(&format!("Postgres is {}", local.ground.database()?));
    line("");
    line("The people of the demonstration, each by the name that a token takes:");
    for worker in &local.ground.council.workers {
        line(&format!("  {:<14} {} ({})", worker.subject, worker.name, worker.roles_in_words()));
    }
    line("");
    line(&local.panel());
    line(
        "To try from another terminal in this folder, how it is, and the agenda as a batch job sees it, with a system's own credentials:",
    );
    line(&format!("  {command} health --address {address}"));
    line(&format!(
        "  export PERMANENCE_TOKEN=$({command} token care.records{data}) PERMANENCE_GATEWAY={address}"
    ));
    line(&format!("  {command} agenda show"));
    line("");
    line(
        "Where there is npm, what there is to call, and Chloe Smith's person summary (any gRPC client does: the gateway reflects):",
    );
    line(&format!("  npx @bufbuild/buf curl --http2-prior-knowledge --list-methods http://{address}"));
    line(&format!("  export TOKEN=$({command} token priya.nair{data})"));
    line("  npx @bufbuild/buf curl --protocol grpc --http2-prior-knowledge \\");
    line("    -H \"Authorization: Bearer $TOKEN\" -d '{\"child_id\": \"3549863\"}' \\");
    line(&format!("    http://{address}/permanence.gateway.v1.WorkViewService/GetPersonView"));
    line("");
    line("Ctrl-C stops it; what was recorded is there again with the next `up`.");
    Ok(())
}

/// How this very command was called: relative to the folder that one is in, where it stands below it.
fn command() -> String {
    let exe = std::env::current_exe().unwrap_or_else(|_| "permanence".into());
    let below =
        std::env::current_dir().ok().and_then(|folder| exe.strip_prefix(folder).ok().map(ToOwned::to_owned));
    below.map_or_else(|| exe.display().to_string(), |below| format!("./{}", below.display()))
}
