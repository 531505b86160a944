"""What the console must hold of everything that isn't a ticket: people, groups, customers, devices, articles."""

from database import utc
from fields import custom, names_of, shown, text_of
from tickets import links, organization

CONTENT = {"Text", "Wikitext", "HTML"}


def person(server, user):
    row = server.users[user]
    groups = [g for g, members in server.members.items() if user in members and server.groups[g]["domain"] == "UserDefined"]
    kind = "system" if row["name"] in ("RT_System", "Nobody") else "agent" if user in server.privileged else "customer"
    return {
        "kind": kind,
        "login": row["name"],
        "name": row["realname"] or row["name"],
        "email": row["emailaddress"] or None,
        "phones": {row[name] for name in ("workphone", "mobilephone", "homephone", "pagerphone") if row[name]},
        "active": user not in server.disabled,
        "organization": organization(server, user),
        "groups": sorted(f"rt:group:group/{group}" for group in groups),
        "custom": custom(server, "RT::User", user, {0}),
    }


def user_groups(server):
    return {g["id"]: g for g in server.groups.values() if g["domain"] == "UserDefined"}


def group(server, number):
    row = server.groups[number]
    inner = [m for m in server.members[number] if m in server.groups]
    return {
        "name": row["name"],
        "description": row["description"] or None,
        "active": number not in server.disabled,
        "groups": [str(m) for m in inner],
        "custom": custom(server, "RT::Group", number, {0}),
    }


def queue(server, number):
    row = server.queues[number]
    return {
        "name": row["name"],
        "kind": "queue",
        "description": row["description"] or None,
        "active": not row["disabled"],
        "custom": custom(server, "RT::Queue", number, {0}),
    }


def organizations(server):
    """Distinct, as first met by id."""
    return sorted({name for name in (organization(server, user) for user in server.users) if name})


def asset(server, number):
    row = server.assets[number]
    roles = server.roles[("RT::Asset-Role", number)]
    holders = [server.person(m) for m in roles.get("HeldBy", []) if m in server.users and server.person(m)]
    return {
        "name": row["name"] or None,
        "description": row["description"] or None,
        "status": row["status"],
        "catalog": server.catalogs[row["catalog"]]["name"],
        "holders": holders,
        "custom": custom(server, "RT::Asset", number, {row["catalog"]}),
        "links": links(server, "asset", number),
    }


def article(server, number):
    row = server.articles[number]
    values = [
        value
        for value in server.values_of[("RT::Article", number)]
        if shown(server, value["customfield"], {row["class"]})
    ]
    content = [v for v in values if server.fields[v["customfield"]]["type"] in CONTENT]
    names = names_of(server, "RT::Article", {row["class"]})
    rest = {names[v["customfield"]] for v in content}
    return {
        "title": row["name"] or None,
        "summary": row["summary"] or None,
        "category": server.classes[row["class"]]["name"],
        "disabled": bool(row["disabled"]),
        "author": server.person(row["creator"]),
        "createdAt": utc(row["created"]),
        "content": [(server.fields[v["customfield"]], text_of(server.fields[v["customfield"]], v)) for v in content],
        "custom": {n: v for n, v in custom(server, "RT::Article", number, {row["class"]}).items() if n not in rest},
        "links": links(server, "article", number),
        "revisions": revisions(server, number),
    }


def revisions(server, number):
    """When a content field was changed, by whom, and the value it was changed to."""
    found = []
    for row in server.transactions[("RT::Article", number)]:
        field = server.fields.get(int(row["field"])) if row["type"] == "CustomField" else None
        if field and field["type"] in CONTENT:
            value = server.values.get(row["newreference"]) if row["referencetype"] else None
            text = text_of(field, value) if value else row["newvalue"]
            found.append({"at": utc(row["created"]), "author": server.person(row["creator"]), "text": text, "field": field})
    return found


