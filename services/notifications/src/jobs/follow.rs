use eventlog::{Apply, Consumer, EventLog, Upstream};
use futures::FutureExt;
use runtime::{Context, StartError};
use std::sync::Arc;
use std::time::Duration;

/// How long one attempt to hear all of the directory may take, and how long after it the next begins.
const HEARD_WITHIN: Duration = Duration::from_secs(5);
const TRY_AGAIN: Duration = Duration::from_millis(250);

/// Who is to hear another service, as `directory`, whose feed is that of the package `upstream`. It hears nothing yet.
pub fn consumer(
    context: &Context,
    log: &EventLog,
    service: &str,
    upstream: &'static str,
    apply: impl Apply,
) -> Result<Arc<Consumer>, StartError> {
    let token = context.service_token.clone();
    let channel = context.peers.channel(service)?;
    let feed = Upstream::new(upstream, channel).signed_by(move || token.bearer());
    let consumer = Consumer::new(log.clone(), feed, apply);
    let held_up = consumer.clone();
    context.hooks.consumer(upstream, move |run| match run {
        true => held_up.resume(),
        // The pause begins with the first poll; nobody here waits for the transaction that is under way.
        false => drop(held_up.pause().now_or_never()),
    });
    Ok(consumer)
}

/// Begins to hear the directory and, once all that it had to tell is heard, the others: nobody is told of anything before
/// it is known who there is.
pub fn begin(context: &Context, directory: Arc<Consumer>, others: Vec<Arc<Consumer>>) {
    let (tasks, stop) = (context.tasks.clone(), context.stop.clone());
    directory.run(&tasks, stop.clone());
    let then = async move {
        while let Err(fault) = directory.catch_up(HEARD_WITHIN).await {
            tracing::info!(error = %fault::describe(&fault), "the directory is not heard yet; trying again");
            tokio::time::sleep(TRY_AGAIN).await;
        }
        others
    };
    context.tasks.spawn(async move {
        if let Some(others) = stop.run_until_cancelled(then).await {
            others.iter().for_each(|other| other.run(&tasks, stop.clone()));
        }
    });
}
