"""What RT's tables say, put together: people, groups, roles, custom fields, links, and the parts of every message."""

import base64
import quopri
from collections import defaultdict
from functools import cached_property

from customers import customers
from database import Database, settings_of

NOBODY = "Nobody"


class Server:
    def __init__(self, state):
        self.settings = settings_of(state)
        self.db = Database(self.settings)
        self.organization = self.settings["Organization"]
        self.rtname = self.settings["rtname"]
        self.web = self.settings["WebBaseURL"].rstrip("/") + self.settings.get("WebPath", "")

    def table(self, name, order="id"):
        return self.db.rows(f"select * from {name} order by {order}")

    @cached_property
    def disabled(self):
        return {row["id"] for row in self.table("Principals") if row["disabled"]}

    @cached_property
    def users(self):
        return {row["id"]: row for row in self.table("Users")}

    @cached_property
    def customers(self):
        return customers(self.users)

    @cached_property
    def groups(self):
        return {row["id"]: row for row in self.table("Groups")}

    @cached_property
    def members(self):
        """Group id → ids of its direct members, in the order they came."""
        found = defaultdict(list)
        for row in self.table("GroupMembers"):
            found[row["groupid"]].append(row["memberid"])
        return found

    @cached_property
    def privileged(self):
        inner = [g["id"] for g in self.groups.values() if (g["domain"], g["name"]) == ("SystemInternal", "Privileged")]
        return set(self.members[inner[0]])

    @cached_property
    def roles(self):
        """(domain, record id) → {role: principal ids}."""
        found = defaultdict(dict)
        for group in self.groups.values():
            if group["domain"].endswith("-Role"):
                found[(group["domain"], group["instance"])][group["name"]] = self.members[group["id"]]
        return found

    @cached_property
    def custom_roles(self):
        return {f"RT::CustomRole-{row['id']}": row for row in self.table("CustomRoles")}

    @cached_property
    def queues(self):
        return {row["id"]: row for row in self.table("Queues")}

    @cached_property
    def tickets(self):
        return {row["id"]: row for row in self.table("Tickets") if row["type"] in ("ticket", "reminder", "approval")}

    @cached_property
    def articles(self):
        return {row["id"]: row for row in self.table("Articles")}

    @cached_property
    def classes(self):
        return {row["id"]: row for row in self.table("Classes")}

    @cached_property
    def assets(self):
        return {row["id"]: row for row in self.table("Assets")}

    @cached_property
    def catalogs(self):
        return {row["id"]: row for row in self.table("Catalogs")}

    @cached_property
    def links(self):
        return self.table("Links")

    @cached_property
    def transactions(self):
        """(object type, id) → its transactions, oldest first."""
        found = defaultdict(list)
        for row in self.table("Transactions"):
            found[(row["objecttype"], row["objectid"])].append(row)
        return found

    @cached_property
    def parts(self):
        """Transaction id → its attachments, with `stored` the bytes that RT keeps."""
        found = defaultdict(list)
        for row in self.table("Attachments"):
            row["stored"] = decoded(row["content"], row["contentencoding"])
            found[row["transactionid"]].append(row)
        return found

    @cached_property
    def fields(self):
        return {row["id"]: row for row in self.table("CustomFields")}

    @cached_property
    def applied(self):
        """Custom field id → ids of the queues, classes, catalogs it is for; 0 is all of them."""
        found = defaultdict(set)
        for row in self.table("ObjectCustomFields"):
            found[row["customfield"]].add(row["objectid"])
        return found

    @cached_property
    def values(self):
        """Every custom field value there ever was, by id."""
        found = {}
        for row in self.table("ObjectCustomFieldValues", "CustomField, SortOrder, id"):
            row["stored"] = decoded(row["largecontent"], row["contentencoding"])
            row["content"] = None if row["content"] is None else row["content"].decode("utf-8")
            found[row["id"]] = row
        return found

    @cached_property
    def values_of(self):
        """(object type, id) → the values that hold now."""
        found = defaultdict(list)
        for row in self.values.values():
            if not row["disabled"]:
                found[(row["objecttype"], row["objectid"])].append(row)
        return found

    def login(self, user):
        """None for nobody."""
        name = self.users[user]["name"] if user in self.users else None
        return None if name == NOBODY else name

    def person(self, user):
        return f"rt:person:{user}" if self.login(user) is not None else None

    def effective(self, ticket):
        """The number that a ticket's number leads to in the end."""
        while self.tickets[ticket]["effectiveid"] != ticket:
            ticket = self.tickets[ticket]["effectiveid"]
        return ticket

    @cached_property
    def merged(self):
        """Number → the numbers that were merged into it."""
        found = defaultdict(list)
        for number in self.tickets:
            if self.effective(number) != number:
                found[self.effective(number)].append(number)
        return found


def decoded(content, encoding):
    if content is None:
        return b""
    if encoding == "base64":
        return base64.b64decode(content)
    if encoding == "quoted-printable":
        return quopri.decodestring(content)
    return content

