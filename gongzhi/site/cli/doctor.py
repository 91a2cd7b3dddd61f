"""`gongzhi doctor`: what is wrong with this installation, in plain words."""

from __future__ import annotations

import argparse
from typing import Any


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "doctor",
        help="what is wrong with this installation",
        description="Looks at the database, migrations, keys, static files, the pack and the worker; one line each, "
        "with what to do. Changes nothing; works without a database too. Exit 0 if all is well, 1 otherwise.",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    import django

    try:
        django.setup()
    except Exception as error:
        print(f"WRONG  the settings cannot be read: {error}")
        return 1
    from gongzhi.site.doctor import examine

    findings = examine()
    for finding in findings:
        print(f"{'ok    ' if finding.ok else 'WRONG '} {finding.text}")
    return int(not all(finding.ok for finding in findings))
