#[cfg(test)]
mod tests;

use crate::{StartError, settings::Observe};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    metrics::SdkMeterProvider,
    trace::{Sampler, SdkTracerProvider},
};
use std::time::Duration;

/// The standard variable that names the collector.
const VARIABLE: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// How long what is left may take to be sent at the end.
const ENDS_WITHIN: Duration = Duration::from_secs(2);

/// What makes trace ids, and sends traces and metrics where a collector was named.
#[derive(Debug)]
pub(super) struct Collector {
    traces: SdkTracerProvider,
    metrics: Option<SdkMeterProvider>,
}

impl Collector {
    /// Without a collector every call still has its trace id, for the log and the services behind; nothing is recorded.
    pub(super) fn connect(settings: &Observe, name: &str) -> Result<Self, StartError> {
        let endpoint = settings.otlp_endpoint.clone().or_else(|| std::env::var(VARIABLE).ok());
        let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.is_empty()) else {
            let traces = SdkTracerProvider::builder().with_sampler(Sampler::AlwaysOff).build();
            return Ok(Self { traces, metrics: None });
        };
        let resource = Resource::builder().with_service_name(name.to_string()).build();
        let refused = |error| StartError::telemetry("observe.otlp_endpoint", error);
        let spans = SpanExporter::builder().with_tonic().with_endpoint(&endpoint).build().map_err(refused)?;
        let counts =
            MetricExporter::builder().with_tonic().with_endpoint(&endpoint).build().map_err(refused)?;
        let traces =
            SdkTracerProvider::builder().with_resource(resource.clone()).with_batch_exporter(spans).build();
        let metrics =
            SdkMeterProvider::builder().with_resource(resource).with_periodic_exporter(counts).build();
        opentelemetry::global::set_meter_provider(metrics.clone());
        Ok(Self { traces, metrics: Some(metrics) })
    }

    pub(super) fn traces(&self) -> &SdkTracerProvider {
        &self.traces
    }
}

impl Drop for Collector {
    /// A collector that is gone must not hold up the end: what it does not take is lost.
    fn drop(&mut self) {
        self.traces.shutdown_with_timeout(ENDS_WITHIN).ok();
        if let Some(metrics) = &self.metrics {
            metrics.shutdown_with_timeout(ENDS_WITHIN).ok();
        }
    }
}
