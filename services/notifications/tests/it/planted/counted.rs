//! What is counted, for operators to look at.

use super::ON_PURPOSE;
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};

/// The metrics of this process.
pub struct Metrics {
    provider: SdkMeterProvider,
    kept: InMemoryMetricExporter,
}

impl Metrics {
    /// Before anything counts.
    pub fn begin() -> Self {
        let kept = InMemoryMetricExporter::default();
        let provider = SdkMeterProvider::builder().with_periodic_exporter(kept.clone()).build();
        opentelemetry::global::set_meter_provider(provider.clone());
        Self { provider, kept }
    }

    /// All that was counted, with the name that is planted among it, after it is clear that deliveries are.
    pub fn end(self) -> String {
        let planted = opentelemetry::global::meter("planted").u64_counter("planted").build();
        planted.add(1, &[opentelemetry::KeyValue::new("planted", ON_PURPOSE)]);
        self.provider.force_flush().expect("to gather them");
        let all = format!("{:?}", self.kept.get_finished_metrics().expect("metrics"));
        for counted in [
            "permanence.notifications.deliveries",
            "permanence.notifications.deliveries.oldest_due",
            "permanence.notifications.deliveries.dead",
            "WEBHOOK",
            "EMAIL",
            "SMS",
            "DELIVERED",
            "TEMPORARY_FAILURE",
        ] {
            assert!(all.contains(counted), "{counted} is not counted: {all}");
        }
        all
    }
}
