use eventlog::{Apply, Consumer, EventLog, Upstream};
use futures::FutureExt;
use runtime::{Context, StartError};
use std::sync::Arc;

/// Begins to hear another service, as `directory`, whose feed is that of the package `upstream`.
pub fn follow(
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
    consumer.run(&context.tasks, context.stop.clone());
    let held_up = consumer.clone();
    context.hooks.consumer(upstream, move |run| match run {
        true => held_up.resume(),
        // The pause begins with the first poll; nobody here waits for the transaction that is under way.
        false => drop(held_up.pause().now_or_never()),
    });
    Ok(consumer)
}
