"""Folders that hold evidence, keys or what was judged are nobody else's business."""

from pathlib import Path

from infra.broker.node import Node
from infra.folders import make_private


def mode_of(folder: Path) -> int:
    """Who may do what with it."""
    return folder.stat().st_mode & 0o777


def test_a_private_folder_is_closed_to_others_and_may_be_there_already(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o750)
    for folder in (tmp_path / "new" / "data", theirs):
        make_private(folder)

    assert mode_of(tmp_path / "new" / "data") == 0o700
    assert mode_of(theirs) == 0o750


def test_what_kafka_holds_is_closed_to_others(tmp_path: Path) -> None:
    Node.open(tmp_path / "broker").close()

    assert mode_of(tmp_path / "broker") == 0o700
