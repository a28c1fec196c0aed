//! The trace that a record belongs to.

use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The W3C traceparent of the current span; none outside a trace.
pub(crate) fn traceparent() -> Option<String> {
    current()
        .map(|span| format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8()))
}

/// The trace id of the current span, in 32 hex digits; none outside a trace.
pub(crate) fn trace_id() -> Option<String> {
    current().map(|span| span.trace_id().to_string())
}

/// Puts a span into the trace of an event. Where there is no trace, or nobody collects any, the span stays as it is.
pub(crate) fn continue_from(span: &Span, traceparent: &str) {
    if let Some(parent) = parse(traceparent) {
        let _no_collector = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

/// Links a span with the trace of one of several events that it is about.
pub(crate) fn link(span: &Span, traceparent: &str) {
    if let Some(cause) = parse(traceparent) {
        span.add_link(cause);
    }
}

fn current() -> Option<SpanContext> {
    let context = Span::current().context();
    let span = context.span().span_context().clone();
    span.is_valid().then_some(span)
}

fn parse(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (_version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    Some(SpanContext::new(trace, span, flags, true, TraceState::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_gives_its_trace_and_span() {
        let parent = parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").unwrap();
        assert_eq!(parent.trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(parent.span_id().to_string(), "00f067aa0ba902b7");
        assert!(parent.is_sampled() && parent.is_remote());
    }

    #[test]
    fn what_is_no_traceparent_is_passed_over() {
        assert!(["", "00-xyz", "00-zz-00-01"].iter().all(|raw| parse(raw).is_none()));
    }
}
