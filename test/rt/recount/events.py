"""Each change in a ticket's history, as a person would tell it: names instead of ids, instants instead of raw dates."""

from database import utc
from fields import custom, text_of

DATES = {"Due", "Starts", "Started", "Told", "Resolved", "LastUpdated", "Created"}


def event(server, row):
    field = what(server, row)
    before, after = (one_value(server, row, which) for which in ("old", "new"))
    return {"at": utc(row["created"]), "actor": server.person(row["creator"]), "field": field, "from": before, "to": after or row["data"] or None}


def filled_in(server, row, queue):
    """What people filled in about this one message or change; None when nothing."""
    found = custom(server, "RT::Transaction", row["id"], [queue])
    told = {"at": utc(row["created"]), "actor": server.person(row["creator"]), "field": "custom fields", "from": None}
    return {**told, "to": found} if found else None


def what(server, row):
    if row["type"] == "CustomField":
        field = server.fields.get(int(row["field"]))
        return f"CF.{{{label(server, field)}}}" if field else row["field"]
    if row["field"] in server.custom_roles:
        return f"CustomRole.{{{server.custom_roles[row['field']]['name']}}}"
    return row["field"] or row["type"]


def label(server, field):
    """The second field of one name, among those of the same kind of record, is told apart by its id."""
    alike = (field["name"], field["lookuptype"])
    first = min(f["id"] for f in server.fields.values() if (f["name"], f["lookuptype"]) == alike and not f["disabled"])
    return field["name"] if field["id"] <= first else f"{field['name']} (#{field['id']})"


def one_value(server, row, which):
    value, reference = row[f"{which}value"], row[f"{which}reference"]
    if row["type"] == "CustomField":
        return custom_value(server, row, value, reference)
    if value in (None, ""):
        return None
    if row["type"] in ("AddWatcher", "DelWatcher", "SetWatcher", "Force", "Give", "Take", "Steal", "Untake"):
        return principal(server, value)
    if row["field"] == "Owner":
        return principal(server, value)
    if row["field"] == "Queue":
        return server.queues[int(value)]["name"]
    if row["field"] in DATES:
        return utc(value)
    return value


def custom_value(server, row, value, reference):
    field = server.fields.get(int(row["field"]))
    if row["referencetype"] and reference:
        held = server.values[reference]
        # Of a file the history tells the name.
        return held["content"] if field and field["type"] in ("Image", "Binary") else text_of(field, held)
    if field and field["type"] == "DateTime":
        return utc(value)
    return value or None


def principal(server, value):
    if not str(value).isdigit():
        return value
    number = int(value)
    return server.groups[number]["name"] if number in server.groups else server.login(number)
