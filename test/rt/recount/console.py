"""The console as its API tells it."""

import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request


class Console:
    """`records(entity)` is every live record by external key; `tombstones` are those deleted."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def get(self, path):
        request = urllib.request.Request(self.url + path, headers={"authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def records(self, entity):
        found, cursor = {}, None
        while True:
            more = f"&cursor={urllib.parse.quote(cursor, safe='')}" if cursor else ""
            page = self.get(f"/v1/entities/{entity}?limit=500{more}")
            found |= {item["externalId"]: item["data"] for item in page["items"]}
            cursor = page["next"]
            if cursor is None:
                return found

    def asset_differs(self, sha256):
        """None when the console gives back bytes that have this hash; otherwise what is wrong, in words."""
        request = urllib.request.Request(
            f"{self.url}/v1/assets/{sha256}", headers={"authorization": f"Bearer {self.token}"}
        )
        try:
            with urllib.request.urlopen(request) as answer:
                held = hashlib.sha256(answer.read()).hexdigest()
        except urllib.error.HTTPError as error:
            return f"asset {sha256} was answered {error.code}"
        return None if held == sha256 else f"asset {sha256} has bytes with the hash {held}"
