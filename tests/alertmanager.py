"""Debian's Alertmanager on loopback, which tells a webhook of ours what it makes of alerts."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http_receiver import PATIENCE_SECONDS

CONFIG = """\
global: {{resolve_timeout: 2s}}
route:
  receiver: ours
  group_by: [holdfast_notice]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: ours
    webhook_configs: [{{url: "{url}/alerts", send_resolved: true}}]
"""


def configured(folder: Path, webhook: str) -> Path:
    """Its configuration file."""
    folder.mkdir(exist_ok=True)
    file = folder / "config.yml"
    file.write_text(CONFIG.format(url=webhook))
    return file


@asynccontextmanager
async def alertmanager(folder: Path, webhook: str, port: int) -> AsyncIterator[str]:
    """A real one, stopped at the end; its address."""
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if program is None:
        pytest.skip("no Alertmanager here; install Debian's prometheus-alertmanager")
    config = configured(folder, webhook)
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config.file={config}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
        "--log.level=error",
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await asyncio.wait_for(_ready(url), PATIENCE_SECONDS)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _ready(url: str) -> None:
    """Return once it answers."""
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get(f"{url}/-/ready")).is_success:
                    return
            await asyncio.sleep(0.05)  # it says nothing of when it listens


async def alerts_at(url: str) -> list[dict[str, Any]]:
    """What fires there."""
    async with httpx.AsyncClient(trust_env=False) as client:
        found: list[dict[str, Any]] = (await client.get(f"{url}/api/v2/alerts")).json()
        return found
