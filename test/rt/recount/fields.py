"""Custom fields: what holds now, by name, and what single values mean."""

import ipaddress
import re
from collections import Counter

from bodies import sha
from database import utc


def custom(server, kind, record, contexts):
    """Name → text, or a list where several may be held; only fields that are for one of `contexts` (0: all), as RT shows them."""
    values = [v for v in server.values_of[(kind, record)] if shown(server, v["customfield"], contexts)]
    names = names_of(server, kind, contexts)
    found = {}
    for value in values:
        field = server.fields[value["customfield"]]
        text = text_of(field, value)
        if field["maxvalues"] == 1:
            found[names[field["id"]]] = text
        else:
            found.setdefault(names[field["id"]], []).append(text)
    return found


def shown(server, field, contexts):
    return not server.fields[field]["disabled"] and bool(server.applied[field] & ({0} | set(contexts)))


def names_of(server, kind, contexts):
    """The second field of one name, by id, is told apart by its id."""
    used, names = Counter(), {}
    for field in sorted(server.fields.values(), key=lambda row: row["id"]):
        if field["lookuptype"].split("-")[-1] != kind or not shown(server, field["id"], contexts):
            continue
        used[field["name"]] += 1
        names[field["id"]] = field["name"] if used[field["name"]] == 1 else f"{field['name']} (#{field['id']})"
    return names


def text_of(field, value):
    kind, content = field["type"], value["content"]
    if kind in ("Image", "Binary"):
        return f"/v1/assets/{sha(value['stored'])}"
    if kind == "IPAddress":
        return address(content)
    if kind == "IPAddressRange":
        first, last = address(content), address(value["stored"].decode("utf-8"))
        return first if not last or last == first else f"{first}-{last}"
    if kind == "DateTime":
        return utc(content)
    return content if content else value["stored"].decode("utf-8")


def address(text):
    """RT keeps addresses padded, so that they sort: 192.168.001.002."""
    if text and re.fullmatch(r"\d+\.\d+\.\d+\.\d+", text.strip()):
        return ".".join(str(int(part)) for part in text.strip().split("."))
    return str(ipaddress.ip_address(text.strip())) if text and ":" in text else (text or "").strip()
