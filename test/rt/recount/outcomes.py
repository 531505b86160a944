"""Each date a ticket was due at, and what became of it, worked out of the table's history and nothing else.

RT keeps one due date and moves it. A span is how long one value stood. It asked for an answer when the answer of somebody
who isn't a requestor ended it, for the solution when the ticket was resolved in it, and otherwise it is just a date.
"""

from database import utc

ENDS = {"resolved"}
# What RT's own rules write after the transaction that set them off.
FOLLOWERS = {"EmailRecord", "CommentEmailRecord"}


def outcomes(server, number):
    ticket = server.tickets[number]
    history = server.transactions[("RT::Ticket", number)]
    requestors = set(server.roles[("RT::Ticket-Role", number)].get("Requestor", []))
    found = []
    for span in spans(ticket, history):
        metric, at = cause(span, history, requestors)
        late = at is not None and at > span["target"]
        touched = span["until"] if span["until"] is not None else utc(ticket["lastupdated"])
        missed = late or (at is None and touched is not None and touched > span["target"])
        found.append(
            {
                "metric": metric,
                "rule": span["level"],
                "targetAt": span["target"],
                "metAt": None if late else at,
                "breachedAt": span["target"] if missed else None,
            }
        )
    return found


def spans(ticket, history):
    moves = [row for row in history if row["type"] == "Set" and row["field"] == "Due"]
    first = utc(moves[0]["oldvalue"] if moves else ticket["due"])
    marks = [(0, first, None)] + [(row["id"], utc(row["newvalue"]), row) for row in moves]
    found = []
    for (start, target, _), following in zip(marks, [*marks[1:], None]):
        if target is None:
            continue
        end = following[2] if following else None
        found.append(
            {
                "target": target,
                "start": start,
                "end": end,
                "until": utc(end["created"]) if end else None,
                "level": level_at(ticket, history, start),
            }
        )
    return found


def level_at(ticket, history, start):
    changes = [row for row in history if row["field"] == "SLA"]
    before = [row for row in changes if row["id"] < start]
    if before:
        return before[-1]["newvalue"] or None
    return (changes[0]["oldvalue"] if changes else ticket["sla"]) or None


def cause(span, history, requestors):
    """(metric, when what it asked for happened or None)."""
    last = span["end"]["id"] if span["end"] else float("inf")
    within = [row for row in history if span["start"] < row["id"] < last]
    answer = span["end"] and answered(span["end"], within, requestors)
    if answer:
        return "response", utc(answer["created"])
    solved = next((row for row in within if row["field"] == "Status" and row["newvalue"] in ENDS), None)
    if solved:
        return "resolve", utc(solved["created"])
    return "due", None


def answered(end, within, requestors):
    """The answer that made RT's rules move the date, if that is what moved it."""
    if end["creator"] != 1:
        return None
    earlier = [row for row in within if row["type"] not in FOLLOWERS and row["created"] == end["created"]]
    answers = [row for row in earlier if row["type"] == "Correspond" and row["creator"] not in requestors]
    return answers[-1] if answers else None
