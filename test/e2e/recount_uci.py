"""Says what the console must hold of the incident event log: a second, naive reading that shares nothing with Ferry.

One JSON object a line: {"key", "fields"}. A reference is {"ref": entity, "name": what the log calls it}.
"""

import csv
import datetime
import json
import sys

STATES = {
    "New": "new",
    "Active": "open",
    "Awaiting User Info": "pending",
    "Awaiting Problem": "pending",
    "Awaiting Vendor": "pending",
    "Awaiting Evidence": "pending",
    "Resolved": "solved",
    "Closed": "closed",
}
PRIORITIES = {"1 - Critical": "urgent", "2 - High": "high", "3 - Moderate": "normal", "4 - Low": "low"}
WATCHED = ["incident_state", "priority", "assignment_group", "assigned_to", "category", "made_sla"]


def utc(text):
    """29-02-2016 01:16 in Shanghai, eight hours ahead all year round."""
    if text == "?":
        return None
    day, month, rest = text.split("-")
    year, clock = rest.split(" ")
    hour, minute = clock.split(":")
    local = datetime.datetime(int(year), int(month), int(day), int(hour), int(minute))
    return (local - datetime.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")


def known(text):
    return None if text == "?" else " ".join(text.split())


def refer(entity, text):
    return None if text == "?" else {"ref": entity, "name": " ".join(text.split())}


def plain(text):
    return None if text == "?" else text


def flag(text):
    return {"TRUE": True, "FALSE": False}[text]


def history(rows):
    events = []
    last = rows[-1]
    if last["sys_created_at"] != "?":
        actor = refer("person", last["sys_created_by"])
        events.append({"at": utc(last["sys_created_at"]), "actor": actor, "field": "created"})
    for before, after in zip(rows, rows[1:]):
        for column in WATCHED:
            if before[column] == after[column]:
                continue
            events.append(
                {
                    "at": utc(after["sys_updated_at"]),
                    "actor": refer("person", after["sys_updated_by"]),
                    "field": column,
                    "from": plain(before[column]),
                    "to": plain(after[column]),
                }
            )
    return events


def outcome(row):
    if row["incident_state"] != "Closed":
        return None
    if row["made_sla"] == "TRUE":
        return [{"metric": "resolve", "metAt": utc(row["resolved_at"]), "rule": "made_sla is TRUE"}]
    rule = "made_sla is FALSE; the export does not say when it was missed"
    return [{"metric": "resolve", "rule": rule}]


def ticket(rows):
    row = rows[-1]
    named = row["category"] != "?" and row["subcategory"] != "?"
    done = row["incident_state"] in ("Resolved", "Closed")
    return {
        "number": row["number"],
        "kind": "incident",
        "title": row["category"] + " / " + row["subcategory"] if named else "(no category)",
        "status": STATES[row["incident_state"]],
        "priority": PRIORITIES[row["priority"]],
        "requester": refer("person", row["caller_id"]),
        "assignee": refer("person", row["assigned_to"]),
        "group": refer("group", row["assignment_group"]),
        "site": refer("site", row["location"]),
        "createdAt": utc(row["opened_at"]),
        "updatedAt": utc(row["sys_updated_at"]),
        "resolvedAt": utc(row["resolved_at"]) if done else None,
        "closedAt": utc(row["closed_at"]) if row["incident_state"] == "Closed" else None,
        "events": history(rows),
        "slaOutcomes": outcome(row),
        "custom": {
            "category": known(row["category"]),
            "subcategory": known(row["subcategory"]),
            "symptom": known(row["u_symptom"]),
            "channel": known(row["contact_type"]),
            "impact": known(row["impact"]),
            "urgency": known(row["urgency"]),
            "reassignments": int(row["reassignment_count"]),
            "reopenings": int(row["reopen_count"]),
            "madeSla": flag(row["made_sla"]),
            "priorityConfirmed": flag(row["u_priority_confirmation"]),
            "knowledgeUsed": flag(row["knowledge"]),
            "closeCode": known(row["closed_code"]),
            "problem": known(row["problem_id"]),
            "change": known(row["rfc"]),
            "causedBy": known(row["caused_by"]),
            "vendor": known(row["vendor"]),
            "configurationItem": known(row["cmdb_ci"]),
            "openedBy": known(row["opened_by"]),
            "resolvedBy": known(row["resolved_by"]),
        },
    }


def main(path):
    incidents = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            incidents.setdefault(row["number"], []).append(row)
    for number, rows in incidents.items():
        # sorted() is stable: of two rows with one count, the later one in the file is the later one.
        ordered = sorted(rows, key=lambda row: int(row["sys_mod_count"]))
        print(json.dumps({"key": number, "fields": ticket(ordered)}, ensure_ascii=False))


main(sys.argv[1])
