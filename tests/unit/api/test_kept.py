"""The page that tells employees what is kept cannot fall behind what is."""

from api.domain.kept import LOOKING, PLACES, SAMPLE, kept_of
from api.people.tables import Peopled
from api.reading.kept import every_table
from infra.words import LANGUAGES, label
from monitors.adapters.sql_usage import HOURS
from monitors.adapters.tables import Judged
from monitors.store import Retention
from streams.contracts.topics import POSITIONS, TOPICS


def test_every_table_of_both_databases_is_told_with_every_column() -> None:
    tables = every_table()
    told = kept_of(tables, TOPICS, Retention())
    said = {each.name: each.columns for group in told.tables.values() for each in group}
    assert said == dict(tables)
    assert set(PLACES) == set(tables)
    assert set(Judged.metadata.tables) | set(Peopled.metadata.tables) == set(tables)


def test_every_table_topic_right_and_time_has_its_words_in_both_languages() -> None:
    keys = [f"kept.table.{name}" for name in PLACES]
    keys += [f"kept.topic.{each.name}" for each in TOPICS]
    keys += [f"right.{right.value}" for right in LOOKING]
    times = {place.keeping for place in PLACES.values()} - {"minutes", "hours", "days"}
    keys += [f"kept.for.{each}" for each in times]
    assert all(label(key, lang) for key in keys for lang in LANGUAGES)


def test_the_sample_row_has_exactly_the_fields_of_a_row() -> None:
    assert set(SAMPLE) == {column.name for column in HOURS.columns}


def test_times_are_those_of_the_settings_and_a_message_stays_as_long_as_kafka_may_take() -> None:
    told = kept_of(every_table(), TOPICS, Retention(minutes_hours=50, hours_days=90, days_days=30))
    days = {each.name: each.days for each in told.tables["use"]}
    assert (days["usage_minutes"], days["usage_hours"], days["usage_days"]) == (3, 90, 30)
    topics = {each.name: each.days for each in told.topics}
    assert topics["evidence.usage"] == 2
    assert topics[POSITIONS.name] is None
