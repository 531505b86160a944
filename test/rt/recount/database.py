"""RT's own database as rows: SQLite by its file, PostgreSQL through psql over its socket. Read only, and nothing of Ferry in it."""

import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

# Columns whose stored bytes matter; every other text is UTF-8.
RAW = {"content", "largecontent"}


class Database:
    """`rows(sql)` gives dictionaries with lower-case names; columns in RAW are bytes, NULL is None."""

    def __init__(self, settings):
        self.settings = settings
        self.kind = settings["DatabaseType"]
        if self.kind == "SQLite":
            self.file = sqlite3.connect(f"file:{settings['DatabaseName']}?mode=ro", uri=True, timeout=30)
            self.file.text_factory = bytes

    def rows(self, sql):
        found = self._sqlite(sql) if self.kind == "SQLite" else self._postgres(sql)
        return [{name: value_of(name, value) for name, value in row.items()} for row in found]

    def _sqlite(self, sql):
        cursor = self.file.execute(sql)
        names = [column[0].lower() for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    def _postgres(self, sql):
        psql = shutil.which("psql") or str(sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))[-1])
        to = ["-h", self.settings["DatabaseHost"], "-U", self.settings["DatabaseUser"], "-d", self.settings["DatabaseName"]]
        if self.settings.get("DatabasePort"):
            to += ["-p", self.settings["DatabasePort"]]
        command = [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *to, "-c", f"select row_to_json(r) from ({sql}) r"]
        said = subprocess.run(command, capture_output=True, check=False)
        if said.returncode != 0:
            raise SystemExit(f"psql: {said.stderr.decode('utf-8', 'replace')}")
        return [json.loads(line) for line in said.stdout.decode("utf-8").split("\n") if line]


def value_of(name, value):
    if name in RAW and isinstance(value, str):
        return value.encode("utf-8")
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) and name not in RAW else value


def settings_of(state):
    """What RT's site configuration below `state` says, by name: scalars only."""
    found = {}
    for file in sorted(Path(state).glob("etc/**/*.pm")):
        for name, value in re.findall(r"^Set\(\$(\w+),\s*'?(.*?)'?\);", file.read_text("utf-8"), re.MULTILINE):
            found[name] = value
    return found


def utc(text):
    """`2026-03-12 00:15:30`, which RT keeps in UTC, as an instant; None for none and for the epoch, RT's word for none."""
    if not text or text.startswith("1970-01-01"):
        return None
    return text[:10] + "T" + text[11:19] + "Z"
