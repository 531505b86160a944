"""Holds the console against what RT's database says, record by record and field by field, and collects every difference."""

import json
from collections import Counter

from bodies import Mentions, compare_html, compare_text
from texts import Markdown, Page, letters


class Differences:
    """What was compared, how often, and each place where the two say different things."""

    def __init__(self):
        self.found, self.compared = [], Counter()

    def same(self, key, path, expected, held):
        self.compared[path] += 1
        if plain(expected) != plain(held):
            self.found.append({"key": key, "path": path, "expected": shown(expected), "held": shown(held)})

    def that(self, key, path, trouble):
        """`trouble` is a sentence, or None when all is well."""
        self.compared[path] += 1
        if trouble is not None:
            self.found.append({"key": key, "path": path, "trouble": trouble})

    def keys(self, entity, expected, held):
        self.compared[f"{entity} records"] += len(expected)
        for key in sorted(set(expected) - set(held)):
            self.found.append({"key": key, "path": "", "trouble": "it is not in the console"})
        for key in sorted(set(held) - set(expected)):
            self.found.append({"key": key, "path": "", "trouble": "the console has it and RT doesn't"})
        return sorted(set(expected) & set(held))


def plain(value):
    """Without what is empty, so that a field that isn't there equals one that is null or has nothing in it."""
    if isinstance(value, dict):
        kept = {name: plain(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member not in (None, "", [], {})} or None
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value] or None
    return None if value == "" else value


def shown(value):
    text = repr(value)
    return text if len(text) <= 600 else text[:600] + "…"


def in_any_order(items):
    return sorted((plain(item) for item in items or []), key=lambda item: json.dumps(item, sort_keys=True))


class Messages:
    """Compares bodies and files of tickets and their comments."""

    def __init__(self, server, console, differences):
        self.mentions, self.console, self.differences = Mentions(server), console, differences
        self.assets = {}

    def compare(self, key, path, expected, held):
        """`expected` as `tickets.message` gives it, `held` has `body` and `attachments`."""
        source = None if expected["body"] is None else expected["body"].decode("utf-8", "surrogateescape")
        further = [text.decode("utf-8", "surrogateescape") for text in expected["further"]]
        if source is None:
            said = ((held.get("body") or {}).get("content") or "").strip()
            self.differences.that(key, f"{path}.body", f"a body out of nothing: {said[:80]}" if said else None)
        elif expected["html"]:
            self.differences.that(key, f"{path}.body(html)", compare_html(source, held.get("body"), self.mentions))
            self.images(key, path, expected, held)
        else:
            self.differences.that(key, f"{path}.body(text)", compare_text([source, *further], held.get("body"), self.mentions))
        self.files(key, path, expected["files"], held.get("attachments"))

    def images(self, key, path, expected, held):
        """Pictures that came along stand where they stood, each by its hash."""
        source = Page(expected["body"].decode("utf-8", "surrogateescape"))
        wanted = [f"/v1/assets/{sha}" for sha in (expected["pictures"](address) for address in source.images) if sha]
        shown = Markdown((held.get("body") or {}).get("content") or "").images
        given = [address for address in shown if address.startswith("/v1/assets/")]
        self.differences.same(key, f"{path}.body.images", wanted, given)
        for address in set(wanted):
            self.differences.that(key, f"{path}.body.images.bytes", self.kept(address.rsplit("/", 1)[1]))

    def files(self, key, path, expected, held):
        wanted = [{"sha256": f["sha256"], "name": f["name"] or None, "bytes": f["bytes"]} for f in expected]
        given = [{"sha256": f["sha256"], "name": f["name"], "bytes": f.get("bytes")} for f in held or []]
        for one in given:
            if one["name"] in {"", "unnamed"} or all(w["name"] is None for w in wanted if w["sha256"] == one["sha256"]):
                one["name"] = None
        self.differences.same(key, f"{path}.attachments", in_any_order(wanted), in_any_order(given))
        for file in wanted:
            self.differences.that(key, f"{path}.attachments.bytes", self.kept(file["sha256"]))

    def kept(self, sha256):
        if sha256 not in self.assets:
            self.assets[sha256] = self.console.asset_differs(sha256)
        return self.assets[sha256]

    def article(self, key, path, content, body):
        """The content fields together are the text, in whatever order; where there are several, each under its name."""
        several = len({field["id"] for field, _ in content}) > 1
        headings = [field["name"] for field in {f["id"]: f for f, _ in content}.values()] if several else []
        pieces = [letters(piece) for piece in [*headings, *(words_of(field, text) for field, text in content)]]
        shown = Markdown(body or "")
        held = letters(shown.text())
        missing = [piece[:60] for piece in pieces if piece not in held]
        self.differences.that(key, path, f"it lacks {missing}" if missing else None)
        extra = f"{len(held)} letters instead of {sum(map(len, pieces))}"
        self.differences.that(key, path, None if len(held) == sum(map(len, pieces)) else extra)
        named = {link for link in shown.links if link.startswith("/entities/")}
        wanted = set().union(*(self.mentions.of(text) for _, text in content))
        self.differences.same(key, f"{path} links", sorted(wanted), sorted(named))


def words_of(field, text):
    return Page(text).text() if field["type"] == "HTML" else text
