"""Says what the console must hold of a directory of Markdown files: a second, naive reading that shares nothing with Ferry.

One JSON object a line: {"key", "fields"}. Knows only the front matter these files use: plain and quoted values, and lists.
A reference is {"ref": entity, "name": what the file calls it}.
"""

import datetime
import json
import os
import sys

KEPT = ["tags", "keywords", "authors", "url", "slug", "sticky", "weight"]


def value(text):
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def front_matter(text):
    if not text.startswith("---\n"):
        return {}, text
    head, _, body = text[4:].partition("\n---\n")
    front, name = {}, None
    for line in head.split("\n"):
        if line.lstrip().startswith("- "):
            if not isinstance(front[name], list):
                front[name] = []
            front[name].append(value(line.lstrip()[2:]))
        elif line.strip():
            name, _, rest = line.partition(":")
            front[name] = value(rest) if rest.strip() else None
    return front, body


def heading(body):
    for line in body.split("\n"):
        if line.startswith("# "):
            return line[2:].strip()
    return None


def utc(text):
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def author(front):
    name = front.get("author") or front.get("authors")
    first = name[0] if isinstance(name, list) else name
    return {"ref": "person", "name": first.lower()} if first else None


def article(key, text):
    front, body = front_matter(text)
    return {
        "title": front.get("title") or heading(body) or key.split("/")[-1],
        "body": body,
        "summary": front.get("description"),
        "category": key.split("/")[:-1],
        "author": author(front),
        "status": "published",
        "audience": "internal",
        "revisions": [{"at": utc(front["date"]), "author": author(front)}] if "date" in front else None,
        "custom": {name: front.get(name) for name in KEPT},
    }


def main(root):
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if not name.endswith(".md"):
                continue
            path = os.path.join(folder, name)
            key = os.path.relpath(path, root)[: -len(".md")]
            with open(path, encoding="utf-8", newline="") as file:
                print(json.dumps({"key": key, "fields": article(key, file.read())}, ensure_ascii=False))


main(sys.argv[1])
