"""Which part of a transaction is its body, and which are files."""

import hashlib
import re

from texts import Markdown, Page, letters


def kind_of(part):
    return (part["contenttype"] or "").lower()


def header(part, name):
    """RT keeps headers as text, long ones folded."""
    text = part["headers"].decode("utf-8", "replace") if isinstance(part["headers"], bytes) else part["headers"] or ""
    found = re.search(rf"(?im)^{name}:[ \t]*(.*(?:\n[ \t].*)*)", text)
    return re.sub(r"\s*\n\s+", " ", found.group(1)).strip() if found else ""


def is_file(part):
    return bool(part["filename"]) or header(part, "Content-Disposition").lower().startswith("attachment")


def is_text(part):
    return kind_of(part) in ("text/plain", "text/html") and not is_file(part)


def within_message(part, by_id):
    """Whether it belongs to a message sent along, whose words are not the sender's."""
    parent = by_id.get(part["parent"])
    while parent is not None:
        if kind_of(parent) == "message/rfc822":
            return True
        parent = by_id.get(parent["parent"])
    return False


def split(parts):
    """(the body or None, files, further texts): of alternatives the HTML is the body, and the others are the same text again.

    Texts without a name beyond the first, those of a message sent along too, follow in the body.
    """
    by_id = {part["id"]: part for part in parts}
    own = [part for part in parts if not within_message(part, by_id)]
    texts = [part for part in own if is_text(part) and part["stored"] != b""]
    body = texts[0] if texts else None
    same = alternatives(body, by_id)
    if same is not None:
        choices = [part for part in texts if alternatives(part, by_id) == same]
        body = next((part for part in choices if kind_of(part) == "text/html"), choices[0])
    spent = {part["id"] for part in texts if part is body or (same is not None and alternatives(part, by_id) == same)}
    empty = {part["id"] for part in own if is_text(part) and part["stored"] == b""}
    held = {alternatives(part, by_id) for part in texts if part["id"] not in spent} - {None}
    more = [part for part in parts if is_text(part) and part["stored"] and part["id"] not in spent]
    more = [part for part in more if alternatives(part, by_id) not in held or kind_of(part) == "text/html"]
    text = spent | empty | {part["id"] for part in parts if is_text(part)}
    wrapped = {part["parent"] for part in parts}
    files = [p for p in parts if not kind_of(p).startswith("multipart/") and p["id"] not in text]
    return body, [p for p in files if not (kind_of(p) == "message/rfc822" and p["id"] in wrapped)], more


def alternatives(part, by_id):
    """The nearest multipart/alternative around a part."""
    while part is not None and by_id.get(part["parent"]) is not None:
        part = by_id[part["parent"]]
        if kind_of(part) == "multipart/alternative":
            return part["id"]
    return None


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Mentions:
    """Finds in a text the records of this RT that it names: by address, by `[rtname #12]`, by URI."""

    def __init__(self, server):
        web, org, name = re.escape(server.web), re.escape(server.organization), re.escape(server.rtname)
        path = r"(?:Ticket|SelfService|m/ticket)/\w+(?:\.html)?\?(?:[\w.-]+=[^&\s\"'<>]*&(?:amp;)?)*id=(\d+)"
        self.kinds = [
            ("ticket", rf"{web}/{path}"),
            ("article", rf"{web}/Articles/Article/\w+\.html\?(?:[\w.-]+=[^&\s\"'<>]*&(?:amp;)?)*id=(\d+)"),
            ("device", rf"{web}/Asset/\w+\.html\?(?:[\w.-]+=[^&\s\"'<>]*&(?:amp;)?)*id=(\d+)"),
            ("ticket", rf"\[{name} #(\d+)\]"),
            ("ticket", rf"fsck\.com-rt://{org}/ticket/(\d+)"),
            ("article", rf"fsck\.com-article://{org}/article/(\d+)"),
            ("device", rf"asset://{org}/(?:asset/)?(\d+)"),
        ]
        self.known = {"ticket": server.tickets, "article": server.articles, "device": server.assets}

    def of(self, text):
        found = {(kind, int(number)) for kind, shape in self.kinds for number in re.findall(shape, text, re.IGNORECASE)}
        return {f"/entities/{kind}/rt%3A{kind}%3A{number}" for kind, number in found if number in self.known[kind]}


def compare_text(texts, held, mentions):
    """What differs between the stored plain texts and the body the console holds: a sentence, or None."""
    content = (held or {}).get("content")
    named = set().union(*map(mentions.of, texts))
    if content is None:
        return "there is no body" if any(texts) else None
    if held["format"] == "text":
        if len(texts) == 1:
            return None if content == texts[0] and not named else "the text differs"
        missing = [text for text in texts if text not in content]
        return f"further texts are missing: {len(missing)}" if missing or not content.startswith(texts[0]) else None
    if not named:
        return "a plain text without mentions did not stay one"
    return compare_shown("".join(texts), "\n".join(texts), content, mentions)


def compare_html(source, held, mentions):
    if held is None:
        return "there is no body" if letters(Page(source).text()) else None
    return compare_shown(Page(source).text(), source, held["content"], mentions)


def compare_shown(words, source, content, mentions):
    shown = Markdown(content)
    one, other = letters(words), letters(shown.text())
    if one != other:
        at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
        return f"the words differ from letter {at} on: {one[at:at+40]!r} became {other[at:at+40]!r}"
    named = {link for link in shown.links if link.startswith("/entities/")}
    wanted = mentions.of(source)
    return None if named == wanted else f"links to records: {sorted(wanted)} became {sorted(named)}"
