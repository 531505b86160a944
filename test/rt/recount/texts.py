"""What a reader of a text sees, for comparing HTML with the Markdown made of it: its letters in order, its images, its links.

Blanks and the punctuation of ASCII are left out of the comparison, because Markdown is written with them.
"""

import html
import html.parser
import re
import string

MARKS = set(string.punctuation)
UNSEEN = {"script", "style", "title", "textarea", "option", "noscript", "template"}


def letters(text):
    return "".join(c for c in text if not c.isspace() and c not in MARKS and c != "\ufeff")


class Page(html.parser.HTMLParser):
    """Reads HTML: `seen` is its text, `images` and `links` are addresses in order."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.seen, self.images, self.links, self.hidden = [], [], [], []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in UNSEEN:
            self.hidden.append(tag)
        if tag == "img" and attributes.get("src"):
            self.image(attributes["src"].strip(), attributes.get("alt") or "")
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"].strip())

    def image(self, address, caption):
        """An image whose address means nothing elsewhere is seen by its caption, and a file's address is told beside it."""
        scheme = address.partition(":")[0].lower()
        if scheme in ("data", "file"):
            self.seen.append(caption + (address if scheme == "file" else ""))
        else:
            self.images.append(address)

    def handle_startendtag(self, tag, attrs):
        if tag not in UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in self.hidden:
            del self.hidden[self.hidden.index(tag) :]

    def handle_data(self, text):
        if not self.hidden:
            self.seen.append(text)

    def text(self):
        return "".join(self.seen)


class Markdown:
    """Reads Markdown as remark writes it: `text`, `images` and `links`, the same three as of HTML."""

    def __init__(self, source):
        self.images, self.links, self.seen = [], [], []
        self.source = source
        for block, fenced in fences(source):
            self.seen.append(block if fenced else self.inline(block))

    def text(self):
        return "".join(self.seen)

    def inline(self, block):
        block = re.sub(r"(?m)^((?:[ \t]|>|[-*+] )*)\d+[.)](?=\s|$)", r"\1", block)
        out, at = [], 0
        while at < len(block):
            at, shown = self.step(block, at)
            out.append(shown)
        return "".join(out)

    def step(self, block, at):
        here = block[at]
        if here == "\\" and at + 1 < len(block) and block[at + 1] in MARKS:
            return at + 2, block[at + 1]
        if here == "`":
            return code(block, at)
        if block.startswith("![", at):
            label = closing(block, at + 1)
            if label is not None and block.startswith("(", label + 1):
                end, address = destination(block, label + 1)
                self.images.append(address)
                return end, ""
        if here == "]" and block.startswith("(", at + 1):
            end, address = destination(block, at + 1)
            self.links.append(address)
            return end, ""
        if here == "<":
            return self.angle(block, at)
        entity = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);").match(block, at) if here == "&" else None
        return (entity.end(), html.unescape(entity.group())) if entity else (at + 1, here)

    def angle(self, block, at):
        auto = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>").match(block, at)
        if auto:
            self.links.append(auto.group(1))
            return auto.end(), auto.group(1)
        tag = re.compile(r"</?[a-zA-Z][^>]*>|<!--.*?-->", re.DOTALL).match(block, at)
        if not tag:
            return at + 1, "<"
        page = Page(tag.group())
        self.images += page.images
        self.links += page.links
        return tag.end(), ""


def fences(source):
    """(block, whether it is fenced code) in order, without the fences themselves."""
    parts, lines, fence = [], [], None
    for line in source.split("\n"):
        mark = re.match(r"[\s>*+-]*(`{3,}|~{3,})", line)
        if mark and (fence is None or mark.group(1).startswith(fence)):
            parts.append(("\n".join(lines) + "\n", fence is not None))
            lines, fence = [], mark.group(1) if fence is None else None
        else:
            lines.append(line)
    return [*parts, ("\n".join(lines), fence is not None)]


def code(block, at):
    run = re.compile(r"`+").match(block, at).group()
    end = re.compile(rf"(?<!`){run}(?!`)").search(block, at + len(run))
    return (end.end(), block[at + len(run) : end.start()]) if end else (at + len(run), run)


def closing(block, at):
    """Where the bracket that opens at `at` closes."""
    depth = 0
    while at < len(block):
        if block[at] == "\\":
            at += 1
        elif block[at] in "[]":
            depth += 1 if block[at] == "[" else -1
            if depth == 0:
                return at
        at += 1
    return None


def destination(block, at):
    """(where `(address "title")` ends, address)."""
    shape = re.compile(r"""\(\s*(?:<((?:\\.|[^>\\])*)>|((?:\\.|[^\s\\()]|\((?:\\.|[^()\\])*\))*))(?:\s+"(?:\\.|[^"\\])*"|\s+'(?:\\.|[^'\\])*')?\s*\)""")
    found = shape.match(block, at)
    if not found:
        return at + 1, ""
    address = found.group(1) if found.group(1) is not None else found.group(2)
    return found.end(), html.unescape(re.sub(r"\\([^\w\s])", r"\1", address))
