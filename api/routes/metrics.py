"""`/metrics`: the hub's own figures, for Prometheus."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.gate import needs

router = APIRouter(include_in_schema=False)

Reader = Annotated[
    Viewer, Depends(needs(Right.SEE_METRICS, open_from=lambda settings: settings.metrics_from))
]

PATH: Final = "/metrics"


@router.get(PATH)
def metrics(hub: TheHub, viewer: Reader) -> Response:  # noqa: ARG001 (the gate)
    """In Prometheus' text format; its figures are told in infra/README.md."""
    return Response(hub.metrics.page(hub), headers={"Content-Type": CONTENT_TYPE_LATEST})
