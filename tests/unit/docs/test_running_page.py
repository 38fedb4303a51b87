"""What docs/running.md tells people to type is understood by what they type it at."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from infra.database_address import sqlite_address
from monitors.adapters.database import stated_url
from monitors.adapters.sql_store import opened_store

PAGE = Path(__file__).parents[3] / "docs" / "running.md"


def test_the_question_for_what_broke_is_understood_by_the_database(tmp_path: Path) -> None:
    file = tmp_path / "judged.db"
    with opened_store(stated_url({"HOLDFAST_DATABASE": sqlite_address(file)})):
        pass
    [question] = re.findall(r'"(select [^"]+)"', PAGE.read_text("utf-8"))
    with closing(sqlite3.connect(file)) as database:
        answer = database.execute(question)
        assert [column[0] for column in answer.description][:2] == ["started_at", "ended_at"]
