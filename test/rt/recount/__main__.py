"""The independent recount of a Request Tracker: `compare` holds a console against RT's database,
`traps` counts what makes RT hard, `set-aside` says which records must be quarantined.

python3 test/rt/recount traps   --state RT_STATE
python3 test/rt/recount set-aside --state RT_STATE --list FILE
python3 test/rt/recount compare --state RT_STATE --console URL --token-file FILE --list FILE

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
from setaside import absent, set_aside


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["compare", "traps", "set-aside"])
    parser.add_argument("--state", required=True, help="where the server keeps etc/RT_SiteConfig.pm")
    parser.add_argument("--console")
    parser.add_argument("--token-file")
    parser.add_argument("--list", help="what is to be set aside: expected-quarantine.json")
    return parser.parse_args()


def main(asked):
    server = Server(asked.state)
    if asked.what == "traps":
        found = traps.found(server)
        return {"traps": found, "short": sorted(name for name, ids in found.items() if len(ids) < 3)}
    listed = set_aside(server, asked.list)
    if asked.what == "set-aside":
        return {"records": listed}
    with open(asked.token_file, encoding="utf-8") as file:
        console = Console(asked.console, file.read().strip())
    differences = Differences()
    server.set_aside = absent(listed)
    compare_all(server, console, differences, server.set_aside)
    return {"compared": differences.compared, "differences": differences.found}


json.dump(main(arguments()), sys.stdout, ensure_ascii=False)
