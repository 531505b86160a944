"""The independent recount of a Request Tracker: `compare` holds a console against RT's database, `traps` counts what makes RT hard.

python3 test/rt/recount traps   --state RT_STATE
python3 test/rt/recount compare --state RT_STATE --console URL --token-file FILE [--set-aside FILE]

Prints one JSON object. Standard library only; nothing of Ferry's connector, mapping or loading is used.
"""

import argparse
import json
import sys

import traps
from compare import Differences
from console import Console
from holding import compare_all
from server import Server


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["compare", "traps"])
    parser.add_argument("--state", required=True, help="where the server keeps etc/RT_SiteConfig.pm")
    parser.add_argument("--console")
    parser.add_argument("--token-file")
    parser.add_argument("--set-aside", help="JSON: entity to the ids that must not be there")
    return parser.parse_args()


def main(asked):
    server = Server(asked.state)
    if asked.what == "traps":
        found = traps.found(server)
        return {"traps": found, "short": sorted(name for name, ids in found.items() if len(ids) < 3)}
    with open(asked.token_file, encoding="utf-8") as file:
        console = Console(asked.console, file.read().strip())
    absent = {}
    if asked.set_aside:
        with open(asked.set_aside, encoding="utf-8") as file:
            absent = json.load(file)
    differences = Differences()
    compare_all(server, console, differences, absent)
    return {"compared": differences.compared, "differences": differences.found}


json.dump(main(arguments()), sys.stdout, ensure_ascii=False)
