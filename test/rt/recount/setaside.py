"""The records that are to be set aside, as the list written down beforehand says: by trap, found in RT's own database."""

import json


def set_aside(server, file):
    """One entry a record: lane, key, code, path, and the trap it stands for. A trap that nothing has any more is an error."""
    with open(file, encoding="utf-8") as opened:
        traps = json.load(opened)
    found = []
    for trap in traps:
        keys = [str(row["key"]) for row in server.db.rows(trap["query"])]
        if not keys:
            raise SystemExit(f"nothing in RT's database is a case of: {trap['trap']}")
        found += [{"lane": trap["lane"], "key": key, "code": trap["code"], "path": trap["path"]} for key in keys]
    return found


def absent(entries):
    """Entity → keys that must not be in the console."""
    found = {}
    for entry in entries:
        entity = entry["lane"].split(".", 1)[-1]
        found.setdefault(entity, set()).add(entry["key"])
    return found
