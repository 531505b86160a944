"""What the console holds of each entity, compared with what RT's database says it must."""


import others
import tickets
from compare import Messages, in_any_order



def compare_all(server, console, differences, absent):
    """`absent`: entity → ids that are set aside on purpose and must not be there."""
    for entity, ids, compare in (
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


def groups_of(server):
    return {f"group/{g}": g for g in others.user_groups(server)} | {f"queue/{q}": q for q in server.queues}


def last(key):
    return key.split(":", 2)[2]


def ticket_records(server, console, differences, held):
    messages = Messages(server, console, differences)
    for key, data in held.items():
        expected = tickets.ticket(server, int(last(key)))
        for field in ("number", "title", "status", "createdAt", "group", "mergedInto"):
            differences.same(key, field, expected.get(field), data.get(field))
        messages.compare(key, "opening", expected["opening"], data)
        if "mergedInto" not in expected:
            living(server, differences, messages, key, expected, data)


def living(server, differences, messages, key, expected, data):
    for field in ("assignee", "updatedAt", "resolvedAt"):
        differences.same(key, field, expected[field], data.get(field))
    people = {data.get("requester"), *(data.get("cc") or [])}
    wanted = {*expected["requestors"], *expected["watchers"]}
    differences.same(key, "requester and cc", sorted(wanted - {None}), sorted(people - {None}))
    if expected["requestors"]:
        differences.same(key, "requester", True, data.get("requester") in expected["requestors"])
    for field in ("events", "timeEntries", "links", "slaOutcomes"):
        differences.same(key, field, in_any_order(expected[field]), in_any_order(data.get(field)))
    comments(differences, messages, key, expected, data)


def comments(differences, messages, key, expected, data):
    held = data.get("comments") or []
    order = [comment["externalId"].rsplit("/", 1)[-1] for comment in held]
    differences.same(key, "comments in order", [comment["id"] for comment in expected["comments"]], order)
    by_id = dict(zip(order, held))
    for comment in expected["comments"]:
        there = by_id.get(comment["id"])
        if there is None:
            continue
        for field in ("author", "at", "internal"):
            differences.same(key, f"comments.{field}", comment[field], there.get(field))
        messages.compare(f"{key} {comment['id']}", "comments", comment, there)


def people(server, console, differences, held):
    for key, data in held.items():
        expected = others.person(server, int(last(key)))
        for field in ("kind", "name", "email", "active", "custom"):
            differences.same(key, f"person.{field}", expected[field], data.get(field))
        differences.same(key, "person.groups", expected["groups"], sorted(data.get("groups") or []))


def groups(server, console, differences, held):
    for key, data in held.items():
        kind, number = last(key).split("/")
        expected = others.group(server, int(number)) if kind == "group" else others.queue(server, int(number))
        for field in ("name", "description", "active"):
            differences.same(key, f"{kind}.{field}", expected[field], data.get(field))


def devices(server, console, differences, held):
    for key, data in held.items():
        expected = others.asset(server, int(last(key)))
        for field in ("name", "status"):
            differences.same(key, f"device.{field}", expected[field], data.get(field))


def articles(server, console, differences, held):
    for key, data in held.items():
        expected = others.article(server, int(last(key)))
        differences.same(key, "article.summary", expected["summary"], data.get("summary"))


