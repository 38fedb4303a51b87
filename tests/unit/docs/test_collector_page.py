"""docs/collector.md names every setting and every metric, and its example is one that works."""

import re
from pathlib import Path

import pytest

from infra.figures import page_name
from infra.metrics import COLLECTOR
from streams.adapters.collector_metrics import CollectorMetrics
from streams.settings import _File, _SourceTable, read_settings

PAGE = (Path(__file__).parents[3] / "docs/collector.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def test_every_metric_is_told_as_it_stands_on_the_page() -> None:
    for metric in COLLECTOR:
        row = f"| `{page_name(metric)}` | {metric.kind} | {', '.join(metric.labels)} | {metric.sentence} |"
        assert row in PAGE


def test_the_names_are_those_that_prometheus_sees() -> None:
    figures = CollectorMetrics()
    for metric in COLLECTOR:
        labels = ["x"] * len(metric.labels)
        if metric.kind == "counter":
            figures.count(metric, 1, *labels)
        elif metric.kind == "gauge":
            figures.set(metric, 1, *labels)
        else:
            figures.observe(metric, 1, *labels)
    samples = {sample.name for family in figures.registry.collect() for sample in family.samples}
    shown = {re.sub("_(bucket|sum|count)$", "", name) for name in samples if not name.endswith("_created")}
    assert shown == {page_name(metric) for metric in COLLECTOR}


@pytest.mark.parametrize("setting", [*_File.__struct_fields__, *_SourceTable.__struct_fields__])
def test_every_setting_is_in_the_example(setting: str) -> None:
    assert re.search(rf"^(# )?(\[\[)?{setting}(\]\])?( =|$)", EXAMPLE, re.MULTILINE)


def test_the_example_is_read(tmp_path: Path) -> None:
    file = tmp_path / "collector.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert [source.name for source in read_settings(file).sources] == ["north"]
