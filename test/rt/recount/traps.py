"""Every trap of Request Tracker as a question to its own database: which records have it. Fewer than three of one is a failure."""

import re

from bodies import Mentions, header, is_file, kind_of, split

HISTORY = "select id, objectid as n from Transactions where objecttype = 'RT::Ticket' and"
LIVE = "select id as n from Tickets where effectiveid = id and"
VALUE = (
    "select distinct v.objectid as n from ObjectCustomFieldValues v join CustomFields f on f.id = v.customfield"
    " where v.disabled = 0 and f.disabled = 0 and v.objecttype = 'RT::{}' and"
)
ROLE = (
    "select g.instance as n from Groups g join GroupMembers m on m.groupid = g.id join Principals p on p.id = m.memberid"
    " where g.domain = 'RT::Ticket-Role' and"
)
LINK = "select id as n from Links where type = '{}' and"
FIELD_TYPES = [
    *["Select", "Freeform", "Text", "Wikitext", "HTML", "Date", "DateTime"],
    *["IPAddress", "IPAddressRange", "Image", "Binary", "Combobox", "Autocomplete"],
]

QUERIES = {
    "people: disabled": "select id as n from Principals where principaltype = 'User' and disabled = 1",
    "people: with an organization": "select id as n from Users where coalesce(organization, '') <> ''",
    "people: in a group": "select m.memberid as n from GroupMembers m join Groups g on g.id = m.groupid"
    " join Users u on u.id = m.memberid where g.domain = 'UserDefined'",
    "people: one name, two accounts": "select id as n from Users where realname in"
    " (select realname from Users where coalesce(realname, '') <> '' group by realname having count(*) > 1)",
    "groups: within groups": "select m.memberid as n from GroupMembers m join Groups g on g.id = m.groupid"
    " join Groups i on i.id = m.memberid where g.domain = 'UserDefined'",
    "tickets: in a disabled queue": f"{LIVE} queue in (select id from Queues where disabled = 1)",
    "tickets: deleted": f"{LIVE} status = 'deleted'",
    "tickets: merged away": "select id as n from Tickets where effectiveid <> id",
    "tickets: merged into one that was merged": "select x.objectid as n from Transactions x join Tickets t on x.newvalue"
    " like '%/ticket/' || t.id where x.type = 'AddLink' and x.field = 'MergedInto' and t.effectiveid <> t.id and x.objectid <> t.id",
    "tickets: private comments": f"{HISTORY} type = 'Comment'",
    "tickets: resolved and opened again": f"{HISTORY} field = 'Status' and oldvalue = 'resolved' and newvalue = 'open'",
    "tickets: a status the console doesn't know": f"{LIVE} status not in"
    " ('new', 'open', 'stalled', 'resolved', 'rejected', 'deleted')",
    "tickets: without a subject": f"{LIVE} coalesce(subject, '') = ''",
    "tickets: Cc": f"{ROLE} g.name = 'Cc'",
    "tickets: AdminCc": f"{ROLE} g.name = 'AdminCc'",
    "tickets: a group watches": f"{ROLE} g.name in ('Cc', 'AdminCc', 'Requestor') and p.principaltype = 'Group'",
    "tickets: a group asks": f"{ROLE} g.name = 'Requestor' and p.principaltype = 'Group'",
    "tickets: asked by a disabled account": f"{ROLE} g.name = 'Requestor' and p.disabled = 1",
    "tickets: several requestors": "select g.instance as n from Groups g join GroupMembers m on m.groupid = g.id"
    " where g.domain = 'RT::Ticket-Role' and g.name = 'Requestor' group by g.instance having count(*) > 1",
    "roles: one holder": f"{ROLE} g.name in (select concat_role(id) from CustomRoles where maxvalues = 1)",
    "roles: several holders": f"{ROLE} g.name in (select concat_role(id) from CustomRoles where maxvalues <> 1)",
    "roles: nobody": f"{ROLE} g.name like 'RT::CustomRole-%' and m.memberid in (select id from Users where name = 'Nobody')",
    "time: worked": f"{HISTORY} timetaken > 0",
    "time: taken back": f"{HISTORY} timetaken < 0",
    "changes: owner": f"{HISTORY} field = 'Owner'",
    "changes: queue": f"{HISTORY} field = 'Queue'",
    "changes: priority": f"{HISTORY} field = 'Priority'",
    "changes: subject": f"{HISTORY} field = 'Subject'",
    "changes: custom field": f"{HISTORY} type = 'CustomField'",
    "changes: custom field, long texts": f"{HISTORY} type = 'CustomField' and referencetype is not null",
    "changes: watchers": f"{HISTORY} type in ('AddWatcher', 'DelWatcher')",
    "changes: links": f"{HISTORY} type in ('AddLink', 'DeleteLink')",
    "links: depends on": f"{LINK.format('DependsOn')} localbase > 0 and localtarget > 0",
    "links: member of": f"{LINK.format('MemberOf')} localbase > 0 and localtarget > 0",
    "links: refers to": f"{LINK.format('RefersTo')} localbase > 0 and localtarget > 0",
    "links: to an article": f"{LINK.format('RefersTo')} localbase > 0 and target like 'fsck.com-article:%'",
    "links: from an article": f"{LINK.format('RefersTo')} localtarget > 0 and base like 'fsck.com-article:%'",
    "links: to an asset": f"{LINK.format('RefersTo')} localbase > 0 and target like 'asset:%'",
    "links: outside": f"{LINK.format('RefersTo')} localbase > 0 and target like 'http%'",
    "links: an incoming one is newer than LastUpdated": "select t.id as n from Tickets t join Transactions x on"
    " x.objectid = t.id and x.objecttype = 'RT::Ticket' where x.type = 'AddLink' and x.created > t.lastupdated",
    "sla: level P1": f"{LIVE} sla = 'P1'",
    "sla: level P2": f"{LIVE} sla = 'P2'",
    "sla: level P3": f"{LIVE} sla = 'P3'",
    "sla: level P4, which nobody defined": f"{LIVE} sla = 'P4'",
    "sla: due moved by a rule": f"{HISTORY} type = 'Set' and field = 'Due' and creator = 1",
    "sla: due set by hand": f"{HISTORY} type = 'Set' and field = 'Due' and creator <> 1 and newvalue not like '1970%'",
    "sla: due unset": f"{HISTORY} type = 'Set' and field = 'Due' and newvalue like '1970%'",
    "sla: resolved in time": f"{LIVE} status = 'resolved' and due > '1971-01-01' and resolved <= due",
    "sla: resolved late": f"{LIVE} status = 'resolved' and due > '1971-01-01' and resolved > due",
    "fields: several of one name": "select v.objectid as n from ObjectCustomFieldValues v join CustomFields f on f.id ="
    " v.customfield where v.disabled = 0 and f.disabled = 0 and f.lookuptype = 'RT::Queue-RT::Ticket' and f.name in"
    " (select name from CustomFields where lookuptype = 'RT::Queue-RT::Ticket' and disabled = 0 group by name having count(*) > 1)",
    "fields: several values": "select objectid as n from ObjectCustomFieldValues where disabled = 0 and objecttype ="
    " 'RT::Ticket' group by objectid, customfield having count(*) > 1",
    "fields: of people": f"{VALUE.format('User')} 1 = 1",
    "fields: of assets": f"{VALUE.format('Asset')} 1 = 1",
    "fields: of articles": f"{VALUE.format('Article')} 1 = 1",
    **{f"fields: {kind}": f"{VALUE.format('Ticket')} f.type = '{kind}'" for kind in FIELD_TYPES},
    "articles: disabled": "select id as n from Articles where disabled = 1",
    "articles: beyond the first class": "select id as n from Articles where class > (select min(class) from Articles)",
    "articles: over 255 bytes": f"{VALUE.format('Article')} length(v.largecontent) > 255",
    "articles: rewritten": "select id as n from Transactions where objecttype = 'RT::Article' and type = 'CustomField'"
    " and (oldreference is not null or oldvalue is not null)",
    "assets: held by somebody": "select g.instance as n from Groups g join GroupMembers m on m.groupid = g.id"
    " join Users u on u.id = m.memberid where g.domain = 'RT::Asset-Role' and g.name = 'HeldBy' and u.name <> 'Nobody'",
    "files: a message sent along": "select transactionid as n from Attachments where contenttype = 'message/rfc822'",
    "histories: over 100 entries": "select objectid as n from Transactions where objecttype = 'RT::Ticket'"
    " group by objectid having count(*) > 100",
}


def found(server):
    """Trap → the ids of its instances, each once."""
    return {**{name: ask(server, sql) for name, sql in QUERIES.items()}, **read(server)}


def ask(server, sql):
    sql = sql.replace("concat_role(id)", "'RT::CustomRole-' || id")
    return sorted({row.get("id", row["n"]) for row in server.db.rows(sql)})


def read(server):
    """Traps that lie in what messages contain, which SQL can't read where RT keeps it encoded."""
    traps = {name: set() for name in TEXTS | FILES}
    mentions = Mentions(server)
    for transaction, parts in server.parts.items():
        body, files, _ = split(parts)
        if body is not None:
            text = body["stored"].decode("utf-8", "replace")
            for name, holds in TEXTS.items():
                if holds(text, body, mentions):
                    traps[name].add(transaction)
        for part in files:
            for name, holds in FILES.items():
                if holds(part):
                    traps[name].add(part["id"])
    traps["people: a login beyond ASCII"] = {user for user, row in server.users.items() if not row["name"].isascii()}
    traps["tickets: an odd subject"] = {n for n, row in server.tickets.items() if odd(row["subject"] or "")}
    return {name: sorted(ids) for name, ids in traps.items()}


def odd(subject):
    return len(subject.encode()) > 200 or any(ord(c) > 0xFFFF or c in "\n\t" for c in subject)


def is_html(body):
    return kind_of(body) == "text/html"


def original(part):
    return header(part, "X-RT-Original-Encoding").lower()


TEXTS = {
    "texts: HTML": lambda text, body, _: is_html(body),
    "texts: Chinese": lambda text, *_: re.search("[\u4e00-\u9fff]", text) is not None,
    "texts: HTML that names records": lambda text, body, mentions: is_html(body) and mentions.of(text),
    "texts: plain text that names records": lambda text, body, mentions: not is_html(body) and mentions.of(text),
    "texts: inline images": lambda text, body, _: is_html(body) and "cid:" in text,
    "texts: an image twice": lambda text, body, _: is_html(body)
    and any(text.count(cid) > 1 for cid in re.findall(r"cid:[^\"'\s>]+", text)),
    "texts: data: images": lambda text, body, _: is_html(body) and "data:image" in text,
    "texts: an image at an internal address": lambda text, body, _: is_html(body)
    and re.search(r"<img[^>]+https?://(?:169\.254|127\.0|10\.|192\.168|\[::1)", text) is not None,
    "texts: hostile": lambda text, body, _: is_html(body) and re.search(r"<script|onerror|javascript:", text, re.I) is not None,
    "texts: came as GBK": lambda text, body, _: original(body) in ("gbk", "gb2312", "gb18030", "cp936"),
    "texts: came as Big5, UTF-16 or Latin-1": lambda text, body, _: re.match("big5|utf-16|iso-8859-1|cp1252", original(body))
    is not None,
}
FILES = {
    "files: any": lambda part: is_file(part),
    "files: empty": lambda part: is_file(part) and part["stored"] == b"",
    "files: with a path in the name": lambda part: re.search(r"[/\\]|\.\.", part["filename"] or "") is not None,
    "files: a name that devices have": lambda part: re.match(r"(?i)(con|nul|aux)\b", part["filename"] or "") is not None,
    "files: a name beyond ASCII": lambda part: not (part["filename"] or "").isascii(),
    "files: a very long name": lambda part: len((part["filename"] or "").encode()) > 150,
    "files: pictures": lambda part: kind_of(part).startswith("image/"),
    "files: bytes that are no text": lambda part: b"\0" in part["stored"],
}
