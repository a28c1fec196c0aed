use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context, global,
    propagation::{Extractor, Injector},
    trace::TraceContextExt,
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Makes the span part of the trace that the caller's `traceparent` names, and gives the trace's id: 32 hex digits, or
/// nothing where nobody traces.
pub fn continue_trace(span: &Span, headers: &HeaderMap) -> Option<String> {
    let parent = global::get_text_map_propagator(|it| it.extract(&Incoming(headers)));
    // A span that is filtered out, or was started already, has no parent to be given.
    span.set_parent(parent).ok();
    let context = span.context();
    let span = context.span();
    let trace = span.span_context();
    trace.is_valid().then(|| trace.trace_id().to_string())
}

/// Puts the current span's `traceparent` among the headers of a call that leaves, over one that came in.
pub fn pass_on(headers: &mut HeaderMap) {
    let context: Context = Span::current().context();
    if context.span().span_context().is_valid() {
        global::get_text_map_propagator(|it| it.inject_context(&context, &mut Outgoing(headers)));
    }
}

struct Incoming<'a>(&'a HeaderMap);

impl Extractor for Incoming<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct Outgoing<'a>(&'a mut HeaderMap);

impl Injector for Outgoing<'_> {
    fn set(&mut self, key: &str, value: String) {
        let key = HeaderName::from_bytes(key.as_bytes());
        if let (Ok(key), Ok(value)) = (key, HeaderValue::from_str(&value)) {
            self.0.insert(key, value);
        }
    }
}
