"""Which version this is: the one place that says so; the build reads it too."""

from typing import Final

VERSION: Final = "0.1.0"
"""As in CHANGELOG.md (https://semver.org)."""
