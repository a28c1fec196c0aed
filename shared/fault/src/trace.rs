//! The trace that a fault belongs to.

use opentelemetry::trace::TraceContextExt;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The W3C trace id of the current span, in 32 hex digits; empty outside a trace.
pub fn trace_id() -> String {
    let context = tracing::Span::current().context();
    let span = context.span();
    let trace_id = span.span_context().trace_id();
    if span.span_context().is_valid() { trace_id.to_string() } else { String::new() }
}
