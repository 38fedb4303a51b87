"""Answers of the hub's API, held against what its own OpenAPI says of them."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from fastapi.testclient import TestClient

OPENAPI = "/api/v1/openapi.json"


def dangling(openapi: dict[str, Any]) -> set[str]:
    """References to what is not there."""
    known = {f"#/components/schemas/{name}" for name in openapi["components"]["schemas"]}
    return set(_references(openapi)) - known


def faults(client: TestClient, path: str, answer: Any, status: int = 200, method: str = "get") -> list[str]:
    """What is wrong with a JSON answer, by the schema of its endpoint; `path` as OpenAPI spells it."""
    openapi = client.get(OPENAPI).json()
    content = openapi["paths"][path][method]["responses"][str(status)]["content"]
    schema = next(iter(content.values()))["schema"]
    whole = {**schema, "components": openapi["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(answer)]


def _references(part: Any) -> Iterator[str]:
    """Every reference, wherever it stands."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)
