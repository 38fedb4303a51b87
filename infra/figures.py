"""The figures of one part for Prometheus: made from the list of metrics, kept in a registry of their own."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from infra.metrics import PREFIX, Metric


class Figures:
    """One set of figures. Nothing here may know a unit, a person or a host; see `infra.metrics`."""

    def __init__(self, shown: Iterable[Metric]) -> None:
        self.registry = CollectorRegistry()
        shown = tuple(shown)
        self._counters = {m: self._counter(m) for m in shown if m.kind == "counter"}
        self._gauges = {m: self._gauge(m) for m in shown if m.kind == "gauge"}
        self._histograms = {m: self._histogram(m) for m in shown if m.kind == "histogram"}

    def serve(self, host: str, port: int) -> int:
        """Show the figures at http://host:port/metrics; the port (0 chooses one). Raises OSError if taken."""
        server, _ = start_http_server(port, host, registry=self.registry)
        return int(server.server_port)

    def count(self, metric: Metric, amount: float, *labels: str) -> None:
        """Add to a counter."""
        counter = self._counters[metric]
        (counter.labels(*labels) if labels else counter).inc(amount)

    def set(self, metric: Metric, value: float, *labels: str) -> None:
        """Set a gauge."""
        gauge = self._gauges[metric]
        (gauge.labels(*labels) if labels else gauge).set(value)

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """Put a value into a histogram."""
        histogram = self._histograms[metric]
        (histogram.labels(*labels) if labels else histogram).observe(value)

    def _counter(self, metric: Metric) -> Counter:
        return Counter(
            PREFIX + metric.name, metric.sentence, metric.labels, registry=self.registry, unit=metric.unit
        )

    def _gauge(self, metric: Metric) -> Gauge:
        return Gauge(
            PREFIX + metric.name, metric.sentence, metric.labels, registry=self.registry, unit=metric.unit
        )

    def _histogram(self, metric: Metric) -> Histogram:
        return Histogram(
            PREFIX + metric.name,
            metric.sentence,
            metric.labels,
            registry=self.registry,
            unit=metric.unit,
            buckets=metric.buckets,
        )


def page_name(metric: Metric) -> str:
    """The metric's name as it stands on `/metrics`."""
    unit = f"_{metric.unit}" if metric.unit else ""
    return PREFIX + metric.name + unit + ("_total" if metric.kind == "counter" else "")
