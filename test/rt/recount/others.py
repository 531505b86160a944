"""What the console must hold of everything that isn't a ticket: people, groups, queues, devices, articles."""

from database import utc
from fields import custom, names_of, shown, text_of
from tickets import links, organization

CONTENT = {"Text", "Wikitext", "HTML"}
PERSONAL = {
    **{"RT NickName": "nickname", "RT HomePhone": "homephone", "RT PagerPhone": "pagerphone"},
    **{"RT Address1": "address1", "RT Address2": "address2", "RT City": "city", "RT State": "state"},
    **{"RT Zip": "zip", "RT Country": "country", "RT Timezone": "timezone", "RT Lang": "lang"},
    **{"RT Comments": "comments", "RT Signature": "signature"},
}


def person(server, user):
    row = server.users[user]
    groups = [g for g in user_groups(server) if user in server.members[g]]
    kind = "system" if row["name"] in ("RT_System", "Nobody") else "agent" if user in server.privileged else "customer"
    more = {name: row[column] for name, column in PERSONAL.items()}
    more["RT MobilePhone"] = row["mobilephone"] if row["workphone"] else None
    more["RT Created"] = utc(row["created"])
    return {
        "kind": kind,
        "name": (row["realname"] or "").strip() or row["name"],
        "email": row["emailaddress"],
        "phone": row["workphone"] or row["mobilephone"],
        "active": user not in server.disabled,
        "customer": server.customers.get(organization(server, user)),
        "groups": sorted(f"rt:group:group/{group}" for group in groups),
        "identities": [{"system": "login", "id": row["name"].strip().lower()}],
        "custom": {**custom(server, "RT::User", user, {0}), **more},
    }


def user_groups(server):
    return {g["id"]: g for g in server.groups.values() if g["domain"] == "UserDefined"}


def group(server, number):
    row = server.groups[number]
    return {
        "name": row["name"].strip(),
        "kind": "group",
        "description": row["description"],
        "active": number not in server.disabled,
        "contains": sorted(f"rt:group:group/{m}" for m in server.members[number] if m in server.groups),
        "custom": custom(server, "RT::Group", number, {0}),
    }


def queue(server, number):
    row = server.queues[number]
    more = {"Lifecycle": "lifecycle", "CorrespondAddress": "correspondaddress", "CommentAddress": "commentaddress"}
    return {
        "name": row["name"].strip(),
        "kind": "queue",
        "description": row["description"],
        "active": not row["disabled"],
        "custom": {
            **custom(server, "RT::Queue", number, {0}),
            **{f"RT {name}": row[column] for name, column in more.items()},
        },
    }


def asset(server, number):
    row = server.assets[number]
    roles = server.roles[("RT::Asset-Role", number)]
    people = {role: [m for m in members if server.login(m)] for role, members in roles.items()}
    order = [m for role in ("HeldBy", "Contact", "Owner") for m in people.get(role, [])]
    answers = [o for o in (organization(server, m) for m in order) if o]
    return {
        "name": row["name"].strip(),
        "description": row["description"],
        "kind": server.catalogs[row["catalog"]]["name"],
        "status": row["status"],
        "customer": server.customers.get(answers[0]) if answers else None,
        "owner": next((server.person(m) for m in people.get("Owner", [])), None),
        "heldBy": sorted(server.person(m) for m in people.get("HeldBy", [])),
        "contacts": sorted(server.person(m) for m in people.get("Contact", [])),
        "custom": {**custom(server, "RT::Asset", number, {row["catalog"]}), "RT Created": utc(row["created"])},
        "links": links(server, "asset", number),
    }


def article(server, number):
    row = server.articles[number]
    classes = {row["class"]}
    values = [v for v in server.values_of[("RT::Article", number)] if shown(server, v["customfield"], classes)]
    content = [v for v in values if server.fields[v["customfield"]]["type"] in CONTENT]
    names = names_of(server, "RT::Article", classes)
    spent = {names[v["customfield"]] for v in content}
    kept = {name: value for name, value in custom(server, "RT::Article", number, classes).items() if name not in spent}
    return {
        "title": (row["name"] or "").strip() or "(untitled)",
        "summary": row["summary"],
        "category": [server.classes[row["class"]]["name"]],
        "status": "archived" if row["disabled"] else "published",
        "audience": "internal",
        "author": server.person(row["creator"]),
        "content": [(server.fields[v["customfield"]], text_of(server.fields[v["customfield"]], v)) for v in content],
        "custom": {
            **kept,
            "RT SortOrder": str(row["sortorder"]) if row["sortorder"] else None,
            "RT Created": utc(row["created"]),
            "RT LastUpdated": utc(row["lastupdated"]),
        },
        "related": links(server, "article", number),
        "revisions": revisions(server, number),
    }


def revisions(server, number):
    """Oldest first, from the creation on: what the content fields held after each change, going back from what they hold now."""
    row = server.articles[number]
    values = [v for v in server.values_of[("RT::Article", number)] if shown(server, v["customfield"], {row["class"]})]
    state = [(v["customfield"], text_of(server.fields[v["customfield"]], v)) for v in values if is_content(server, v["customfield"])]
    found = []
    for change in reversed(server.transactions[("RT::Article", number)]):
        field = int(change["field"]) if change["type"] == "CustomField" else None
        if change["type"] != "Create" and (field is None or not is_content(server, field)):
            continue
        content = [(server.fields[of], text) for of, text in state]
        found.insert(0, {"at": utc(change["created"]), "author": server.person(change["creator"]), "content": content})
        if field is not None:
            before, after = (told(server, change, which) for which in ("old", "new"))
            state = [entry for entry in state if entry != (field, after)] + ([(field, before)] if before else [])
    return found


def is_content(server, field):
    return field in server.fields and server.fields[field]["type"] in CONTENT


def told(server, change, which):
    value = server.values.get(change[f"{which}reference"]) if change["referencetype"] else None
    return text_of(server.fields[value["customfield"]], value) if value else change[f"{which}value"]
