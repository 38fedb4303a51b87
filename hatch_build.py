"""Hatch's hook: what is built or installed holds the compiled pass over Squid's lines, where a compiler is.

Where none is, or with HOLDFAST_COMPILE=0, it is pure Python, slower, and can be installed everywhere.
"""

import os
import runpy
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface[Any]):
    """Compiles before a wheel, or an editable install, is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the hook's signature)
        """Compile, and say for which machines the wheel then is: any Python, but one kind of processor."""
        if os.environ.get("HOLDFAST_COMPILE") == "0":
            return
        file = Path(self.root) / "streams" / "formats" / "squid_library.py"
        made: Path | None = runpy.run_path(str(file))["compile_library"]()
        if made is not None:
            build_data["artifacts"].append(made.relative_to(self.root).as_posix())
            build_data["pure_python"] = False
            platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["tag"] = f"py3-none-{platform}"
