"""What the console must hold of every number that RT ever gave a ticket."""

import re
import urllib.parse

from bodies import header, is_file, kind_of, sha, split
from database import utc
from events import event, filled_in
from fields import custom
from outcomes import outcomes

STATUSES = {"new": "new", "open": "open", "stalled": "pending", "resolved": "solved", "rejected": "closed", "deleted": "deleted"}
KINDS = {
    ("base", "DependsOn"): "depends-on",
    ("target", "DependsOn"): "depended-on-by",
    ("base", "RefersTo"): "refers-to",
    ("target", "RefersTo"): "referred-to-by",
    ("base", "MemberOf"): "parent",
    ("target", "MemberOf"): "child",
}


# Copies of messages that RT sent out, and what it writes of itself: their texts are there already.
COPIES = {"EmailRecord", "CommentEmailRecord"}


def ticket(server, number):
    """(fields compared one by one, messages: `opening` and `comments`)."""
    row = server.tickets[number]
    into = server.effective(number)
    opening = next(t for t in server.transactions[("RT::Ticket", number)] if t["type"] == "Create")
    subject = row["subject"] or ""
    shared = {
        "number": str(number),
        "kind": None if row["type"] == "ticket" else row["type"],
        "title": subject if subject.strip() else "(no subject)",
        "createdAt": utc(row["created"]),
        "openedBy": server.person(row["creator"]),
        "group": f"rt:group:queue/{row['queue']}",
    }
    if into != number:
        # RT answers with the other ticket for it: only the history still says when it was made.
        made = utc(opening["created"])
        fields = {**shared, "createdAt": made, "status": "closed", "mergedInto": f"rt:ticket:{into}"}
        return fields, {"opening": message(server, opening), "comments": []}
    history = joint_history(server, number)
    notes = [message(server, t) for t in history if is_message(t, number) or is_note(server, t, number)]
    return {**shared, **living(server, row, history)}, {"opening": message(server, opening), "comments": notes}


def living(server, row, history):
    number = row["id"]
    roles = server.roles[("RT::Ticket-Role", number)]
    ended = "closedAt" if row["status"] in ("rejected", "deleted") else "resolvedAt"
    # RT gives members in no order of its own: the first is the first by login.
    requestors = sorted((m for m in roles.get("Requestor", []) if m in server.users), key=server.login)
    return {
        "status": STATUSES.get(row["status"]),
        "priority": priority(row["priority"]),
        "requester": server.person(requestors[0]) if requestors else None,
        "assignee": server.person(row["owner"]),
        "customer": server.customers.get(next(filter(None, (organization(server, m) for m in requestors)), None)),
        "sla": row["sla"],
        "updatedAt": utc(row["lastupdated"]),
        ended: utc(row["resolved"]),
        "cc": [server.person(m) for m in roles.get("Cc", []) if m in server.users],
        "watchers": watchers(server, roles, requestors),
        "events": [event(server, t) for t in history if t["type"] != "Create" and not is_message(t, number)]
        + [filled for t in history if (filled := filled_in(server, t, row["queue"]))],
        "timeEntries": [
            {"at": utc(t["created"]), "person": server.person(t["creator"]), "minutes": t["timetaken"]}
            for t in history
            if t["timetaken"]
        ],
        "links": links(server, "ticket", number)
        + [{"kind": "merged", "to": f"rt:ticket:{away}"} for away in server.merged[number]],
        "slaOutcomes": outcomes(server, number),
        "custom": {**custom(server, "RT::Ticket", number, {row["queue"]}), **more(server, row, roles)},
    }


def priority(number):
    return "urgent" if number > 100 else "high" if number == 100 else "normal" if number >= 50 else "low"


def more(server, row, roles):
    """What the console has no field for, under RT's own words."""
    dates = {name: utc(row[name.lower()]) for name in ("Started", "Starts", "Due", "Told")}
    times = {name: row[name.lower()] or None for name in ("TimeWorked", "TimeEstimated", "TimeLeft")}
    numbers = {name: str(row[name.lower()]) for name in ("Priority", "InitialPriority", "FinalPriority")}
    named = {**dates, **times, **numbers, "roles": custom_roles(server, roles)}
    return {f"RT {name}": value for name, value in named.items()}


def watchers(server, roles, requestors):
    found = [{"role": "Requestor", "person": server.person(m)} for m in requestors[1:]]
    found += [{"role": "AdminCc", "person": server.person(m)} for m in roles.get("AdminCc", []) if m in server.users]
    for role in ("Requestor", "Cc", "AdminCc"):
        groups = [m for m in roles.get(role, []) if m in server.groups]
        found += [{"role": role, "group": f"rt:group:group/{m}"} for m in groups]
    return found


def organization(server, user):
    return (server.users[user]["organization"] or "").strip() or None


def joint_history(server, number):
    """The transactions of a ticket and of all that were merged into it, as RT tells them."""
    numbers = [number, *server.merged[number]]
    return sorted((t for n in numbers for t in server.transactions[("RT::Ticket", n)]), key=lambda t: (t["created"], t["id"]))


def is_message(row, number):
    return row["type"] in ("Correspond", "Comment") or (row["type"] == "Create" and row["objectid"] != number)


def is_note(server, row, number):
    """A change that carries a text or files of its own: a message somebody forwarded."""
    if is_message(row, number) or row["type"] in {"Create", *COPIES}:
        return False
    body, files, _ = split(server.parts[row["id"]])
    return body is not None or bool(files)


def message(server, row):
    body, files, further = split(server.parts[row["id"]])
    return {
        "id": str(row["id"]),
        "author": server.person(row["creator"]),
        "at": utc(row["created"]),
        "internal": row["type"] not in ("Correspond", "Create"),
        "html": body is not None and kind_of(body) == "text/html",
        "body": None if body is None else body["stored"],
        "further": [part["stored"] for part in further],
        "pictures": lambda address: picture(server, row, address),
        "files": [{"sha256": sha(f["stored"]), "name": f["filename"], "bytes": len(f["stored"]), "named": is_file(f)} for f in files],
    }


def picture(server, row, address):
    """The hash of the part that an image's address means: one of this message by `cid:`, or any by RT's own address."""
    if address.lower().startswith("cid:"):
        wanted = urllib.parse.unquote(address[4:]).strip("<>")
        parts = [p for p in server.parts[row["id"]] if header(p, "Content-ID").strip("<>") == wanted]
        return sha(parts[0]["stored"]) if parts else None
    own = re.match(rf"(?:{re.escape(server.web)})?/(?:Ticket|SelfService)/Attachment/(\d+)/(\d+)", address)
    parts = [p for p in server.parts[int(own.group(1))] if p["id"] == int(own.group(2))] if own else []
    return sha(parts[0]["stored"]) if parts else None


def links(server, kind, number):
    """Both directions, the other ends as external keys or as addresses."""
    numbers = {number, *(server.merged[number] if kind == "ticket" else [])}
    own = {uri(server, kind, n) for n in numbers}
    found = []
    for row in server.links:
        for side, other in (("base", "target"), ("target", "base")):
            if row[side] in own and (side, row["type"]) in KINDS and not hidden(server, row):
                found.append({"kind": KINDS[(side, row["type"])], **far_end(server, row[other])})
    return found


def hidden(server, row):
    """RT itself doesn't show links to or from deleted tickets."""
    ends = [server.tickets.get(row[end]) for end in ("localbase", "localtarget")]
    return any(end is not None and end["status"] == "deleted" for end in ends)


def uri(server, kind, number):
    prefix = {"ticket": "fsck.com-rt://{}/ticket/{}", "article": "fsck.com-article://{}/article/{}", "asset": "asset://{}/{}"}
    return prefix[kind].format(server.organization, number)


def far_end(server, address):
    ends = {"ticket": (server.tickets, "ticket"), "article": (server.articles, "article"), "asset": (server.assets, "device")}
    for kind, (known, entity) in ends.items():
        start = uri(server, kind, "")
        number = address[len(start) :]
        if address.startswith(start) and number.isdigit() and int(number) in known:
            # What was set aside isn't there to point at; that the link waits for it is a counted loss.
            return {"to": None if number in server.set_aside.get(entity, ()) else f"rt:{entity}:{number}", "url": None}
    return {"to": None, "url": address}


def custom_roles(server, roles):
    found = {}
    for name, members in roles.items():
        if name in server.custom_roles and not server.custom_roles[name]["disabled"]:
            logins = [server.groups[m]["name"] if m in server.groups else server.login(m) for m in members]
            found[server.custom_roles[name]["name"]] = [login for login in logins if login is not None]
    return found
