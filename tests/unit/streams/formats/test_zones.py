"""Whether a zone had to be assumed is seen in the lines, whatever the format."""

import pytest

from streams.formats.zones import needs_a_zone
from tests.log_samples import SAMPLES, Sample

WITHOUT_A_ZONE = {"cef", "delimited"}
"""W3C's `date` and `time` are in UTC by the format's definition."""


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_stamps_without_a_zone_need_one(sample: Sample) -> None:
    lines = sample.log.splitlines()

    assert needs_a_zone(sample.name, lines, sample.options) is (sample.name in WITHOUT_A_ZONE)


def test_lines_that_cannot_be_dated_need_nothing() -> None:
    assert needs_a_zone("squid", [], SAMPLES[0].options) is False
    assert needs_a_zone("squid", [b"noise", b""], SAMPLES[0].options) is False
