"""What the console holds of each entity, compared with what RT's database says it must."""


import others
import tickets
from compare import Messages, in_any_order



def compare_all(server, console, differences, absent):
    """`absent`: entity → ids that are set aside on purpose and must not be there."""
    for entity, ids, compare in (
        ("customer", own_customers(server), customers),
        ("person", server.users, people),
        ("group", {**groups_of(server)}, groups),
        ("device", server.assets, devices),
        ("article", server.articles, articles),
        ("ticket", server.tickets, ticket_records),
    ):
        held = {key: data for key, data in console.records(entity).items() if key.startswith(f"rt:{entity}:")}
        expected = [f"rt:{entity}:{id}" for id in ids if str(id) not in absent.get(entity, ())]
        there = differences.keys(entity, expected, held)
        compare(server, console, differences, {key: held[key] for key in there})


def own_customers(server):
    return [key.split(":", 2)[2] for key in server.customers.values() if key and key.startswith("rt:")]


def customers(server, console, differences, held):
    for key, data in held.items():
        fields(differences, key, "customer", {"name": last(key)}, data)


def groups_of(server):
    return {f"group/{g}": g for g in others.user_groups(server)} | {f"queue/{q}": q for q in server.queues}


def last(key):
    return key.split(":", 2)[2]


def ticket_records(server, console, differences, held):
    messages = Messages(server, console, differences)
    levels = {key: data["name"] for key, data in console.records("sla-policy").items()}
    for key, data in held.items():
        expected, said = tickets.ticket(server, int(last(key)))
        rest = {name: value for name, value in data.items() if name not in ("body", "attachments", "comments")}
        rest["sla"] = levels.get(rest.get("sla"))
        fields(differences, key, "ticket", expected, rest)
        messages.compare(key, "opening", said["opening"], data)
        comments(differences, messages, key, said["comments"], data.get("comments") or [])


def comments(differences, messages, key, expected, held):
    order = [comment["externalId"].rsplit("/", 1)[-1] for comment in held]
    differences.same(key, "comments in order", [comment["id"] for comment in expected], order)
    by_id = dict(zip(order, held))
    for comment in expected:
        there = by_id.get(comment["id"])
        if there is None:
            continue
        for field in ("author", "at", "internal"):
            differences.same(key, f"comments.{field}", comment[field], there.get(field))
        messages.compare(f"{key} {comment['id']}", "comments", comment, there)


def people(server, console, differences, held):
    for key, data in held.items():
        fields(differences, key, "person", others.person(server, int(last(key))), data)


def groups(server, console, differences, held):
    for key, data in held.items():
        kind, number = last(key).split("/")
        expected = others.group(server, int(number)) if kind == "group" else others.queue(server, int(number))
        fields(differences, key, kind, expected, data)


def devices(server, console, differences, held):
    for key, data in held.items():
        fields(differences, key, "device", others.asset(server, int(last(key))), data)


# Lists that have an order of their own are compared in it; these have none.
UNORDERED = {"groups", "contains", "heldBy", "contacts", "links", "related", "cc", "watchers", "events", "timeEntries"}
UNORDERED |= {"slaOutcomes"}


def fields(differences, key, entity, expected, data):
    """Every field of `expected`, and that the console has no others."""
    for name in sorted(set(expected) | set(data)):
        wanted, given = expected.get(name), data.get(name)
        if name in UNORDERED:
            wanted, given = in_any_order(wanted), in_any_order(given)
        differences.same(key, f"{entity}.{name}", wanted, given)


def articles(server, console, differences, held):
    messages = Messages(server, console, differences)
    for key, data in held.items():
        expected = others.article(server, int(last(key)))
        content, revisions = expected.pop("content"), expected.pop("revisions")
        rest = {name: value for name, value in data.items() if name not in ("body", "assets", "revisions")}
        fields(differences, key, "article", expected, rest)
        messages.article(key, "article.body", content, data.get("body"))
        given = data.get("revisions") or []
        told = [{"at": r["at"], "author": r["author"]} for r in revisions]
        differences.same(key, "article.revisions", told, [{"at": r["at"], "author": r.get("author")} for r in given])
        for wanted, there in zip(revisions, given):
            messages.article(key, "article.revisions.body", wanted["content"], there.get("body"))
