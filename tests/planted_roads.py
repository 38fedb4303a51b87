"""Every road by which something may leave the harbour: topics, tables, files, and what the hub answers."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import quote

import httpx
import polars as pl
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from fastapi.routing import APIRoute
from sqlalchemy import NullPool, create_engine, inspect, text

from api.main import ROUTERS
from tests.planted import LARGE, SMALL, SMALLER
from tests.planted_town import NOBODY, WHO, Town, incidents


def everything_on_kafka(town: Town) -> dict[str, bytes]:
    """Keys, values and headers of every message, by topic; of aborted transactions too."""
    return asyncio.run(_read(town))


async def _read(town: Town) -> dict[str, bytes]:
    admin = AIOKafkaAdminClient(bootstrap_servers=town.kafka)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=town.kafka, isolation_level="read_uncommitted", auto_offset_reset="earliest"
    )
    await admin.start()
    await consumer.start()
    try:
        names = [name for name in await admin.list_topics() if town.prefix in name]
        found: dict[str, bytes] = {}
        for told in await admin.describe_topics(names):
            places = [TopicPartition(told["topic"], each["partition"]) for each in told["partitions"]]
            parts = [part async for part in _parts(consumer, places)]
            found[told["topic"].removeprefix(town.prefix)] = b"\n".join([told["topic"].encode(), *parts])
        return found
    finally:
        await consumer.stop()
        await admin.close()


async def _parts(consumer: AIOKafkaConsumer, places: list[TopicPartition]) -> AsyncIterator[bytes]:
    """Everything that stands in the messages of these partitions."""
    consumer.assign(places)
    ends = await consumer.end_offsets(places)
    for place in places:
        while await consumer.position(place) < ends[place]:
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                for message in messages:
                    yield message.key or b""
                    yield message.value or b""
                    for name, value in message.headers:
                        yield name.encode() + b" " + value


def everything_in_tables(town: Town, name: str) -> dict[str, bytes]:
    """Every cell of every table of one database, by table."""
    engine = create_engine(f"sqlite:///{town.folder / name}", poolclass=NullPool)
    found = {}
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 (its own name)
            cells = [cell for row in rows for cell in row]
            found[table] = b"\n".join(
                cell if isinstance(cell, bytes) else str(cell).encode() for cell in [*rows.keys(), *cells]
            )
    return found


def kept_files(town: Town) -> dict[str, bytes]:
    """Every file that a part has written, but the secret key and what the parts were given."""
    given = {*town.logs[:4], town.folder / "entrances.json", *(part.said for part in town.parts)}
    files = (path for path in town.folder.rglob("*") if path.is_file() and path not in given)
    return {
        str(path.relative_to(town.folder)): path.read_bytes()
        for path in files
        if path.parent.name != "secret" and path.suffix != ".toml"
    }


IN_FRENCH: Final = (
    *("/", "/register", "/units", f"/units/{quote(LARGE)}", f"/units/{quote(SMALL)}", "/status", "/kept"),
    *("/platforms", "/platforms/youtube"),
)

Answers = dict[tuple[str, str], tuple[int, bytes]]
"""Who asked, and for what -> status and content."""


def everything_answered(town: Town) -> Answers:
    """Every page and document of the hub for everybody, in both languages where it matters."""
    found: Answers = {}
    for who in (NOBODY, *WHO):
        with town.client(who) as client:
            for address in addresses(town):
                try:
                    found[who, address] = asked(client, address)
                except httpx.HTTPError as error:
                    said = town.parts[-1].said.read_text(encoding="utf-8")
                    raise AssertionError(f"{who} asked for {address}: {said[-3000:]}") from error
            client.headers["Accept-Language"] = "fr"
            for address in IN_FRENCH:
                found[who, f"{address} (fr)"] = asked(client, address)
    return found


def asked(client: httpx.Client, address: str) -> tuple[int, bytes]:
    """What is answered; of a stream its first event, of a Parquet file its cells."""
    with client.stream("GET", address) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            content = b""
            for chunk in answer.iter_bytes():
                content += chunk
                if b"\n\n" in content:
                    break
        else:
            content = answer.read()
        content += repr(answer.headers.raw).encode()
    if "form=parquet" in address and answer.status_code == 200:
        cells = pl.read_parquet(io.BytesIO(answer.content))
        content += (
            cells.write_csv().encode()
            + json.dumps(pl.read_parquet_metadata(io.BytesIO(answer.content))).encode()
        )
    return answer.status_code, content


ROUTES: Final = [
    route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
]


def addresses(town: Town) -> list[str]:
    """Every address that can be asked for, with everything that may stand in it."""
    month = town.logs.busy_on.replace(day=1)
    spans = [f"grain=week&from={month}", f"grain=month&from={month}"]
    values = {
        "unit": [quote(unit) for unit in (LARGE, SMALL, SMALLER)],
        "platform": ["facebook", "youtube"],
        "incident": incidents(town)[:2],
        "kind": ["register", "usage", "incidents"],
        "action": [row[0] for row in town.rows("SELECT action FROM incident_actions LIMIT 2")],
        "lang": ["fr"],
    }
    found: list[str] = []
    for route in ROUTES:
        made = [route.path.replace(":path", "")]
        for name in route.param_convertors:
            made = [
                one.replace(f"{{{name}}}", value) for one in made for value in values.get(name, ["none-such"])
            ]
        for one in made:
            found.append(one)
            if one.startswith("/api/v1/exports/"):
                more = spans if one.endswith("usage") else [""]
                found += [f"{one}?form={form}&{span}" for form in ("csv", "parquet") for span in more]
            if one == "/api/v1/usage":
                found += [f"{one}?{span}" for span in spans]
            if one in {"/api/v1/dependencies", "/api/v1/register", "/api/v1/questions", "/api/v1/findings"}:
                found += [f"{one}?unit={unit}" for unit in values["unit"]]
            if one == "/it-fails":
                found.append(f"{one}?platform=facebook")
            if one == "/it-fails/answer":
                found.append(f"{one}?platform=facebook")
            if one == "/practices":
                found.append(f"{one}?platform=facebook")
    return [one for one in found if not one.startswith(("/language/", "/demonstration/"))]
