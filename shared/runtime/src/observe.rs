//! What a service tells about itself: a JSON line a call and a failure, traces by W3C context, and where a collector is
//! configured, both traces and metrics by OTLP.
//!
//! Never in a line, a span or a metric: a name, a date of birth, an answer of a form.

mod calls;
mod collector;
mod context;
mod ended;
#[cfg(test)]
mod tests;

pub use calls::Calls;
pub use context::{continue_trace, pass_on};

use crate::{StartError, settings::Observe};
use collector::Collector;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::{Level, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::dynamic_filter_fn,
    fmt::MakeWriter,
    layer::{Filter, SubscriberExt},
    util::SubscriberInitExt,
};

/// Keeps what is told going; dropping it sends what is left.
#[derive(Debug)]
pub struct Telemetry {
    _collector: Collector,
}

/// Starts to tell: lines on standard error, traces and metrics to the collector if there is one. Once a process; `name`
/// is what the process is called there. Within a runtime.
pub fn start(settings: &Observe, name: &str) -> Result<Telemetry, StartError> {
    let collector = Collector::connect(settings, name)?;
    telling(settings, &collector, std::io::stderr)?
        .try_init()
        .map_err(|error| StartError::telemetry("the log", error))?;
    Ok(Telemetry { _collector: collector })
}

fn telling<W>(
    settings: &Observe,
    collector: &Collector,
    writer: W,
) -> Result<impl SubscriberInitExt, StartError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter =
        EnvFilter::try_new(&settings.log).map_err(|error| StartError::telemetry("observe.log", error))?;
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_writer(writer)
        .with_filter(filter);
    let tracer = collector.traces().tracer("permanence");
    let spans = tracing_opentelemetry::layer().with_tracer(tracer).with_filter(up_to_info());
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    Ok(tracing_subscriber::registry().with(lines).with(spans))
}

/// What goes into traces, whatever is written to the log. Asked anew for each span and event, on purpose: what the layers said
/// is kept for the thread until the next event, also where somebody only asked and then tells nothing, as sqlx does at each
/// statement by way of the `log` crate once finer lines than `info` are wanted anywhere. A line of which all layers said once
/// that they always want it is not asked about again: it would be measured by what was left behind, and get lost.
fn up_to_info<S: Subscriber>() -> impl Filter<S> {
    dynamic_filter_fn(|metadata, _| *metadata.level() <= Level::INFO).with_max_level_hint(Level::INFO)
}
