"""`gongzhi admin`: the first person of an installation who may set up posts, places and packs."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import Any

from gongzhi.site.cli import UsageError


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "admin",
        help="make the first administrator",
        description="Gives a person the post of the pack in force that may appoint others (org:appoint), for the place "
        "with the given code and all below it, with an account. Needs an installed pack (`gongzhi pack install`) and "
        "the place (`gongzhi import places`). The password is asked for, or read from GONGZHI_ADMIN_PASSWORD.",
    )
    parser.add_argument("username")
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--place", required=True, metavar="CODE", help="code of the place, as imported")
    parser.add_argument("--body", default="", help="name of the body that holds the post (default: as the pack says)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from gongzhi.core.errors import DomainError

    password = os.environ.get("GONGZHI_ADMIN_PASSWORD") or getpass.getpass("Password (10 characters or more): ")
    try:
        title = appoint_first(args.username, args.name, args.place, args.body, password)
    except DomainError as error:
        raise UsageError(str(error)) from None
    print(f"{args.username}: {title}. Sign in at /login/.", file=sys.stderr)
    return 0


def appoint_first(username: str, name: str, code: str, body_name: str, password: str) -> str:
    """Body, post, person, account, appointment in one transaction; the post's title. Raises DomainError."""
    from django.db import transaction

    from gongzhi.access.public import SYSTEM, Permission
    from gongzhi.core.errors import NotFound
    from gongzhi.orgs import public as orgs
    from gongzhi.packs import public as packs
    from gongzhi.people import public as people
    from gongzhi.places import public as places

    pack = packs.active()
    kinds = [k for k in pack.post_kinds if Permission.ORG_APPOINT in k.permissions]
    if not kinds:
        raise NotFound("The pack in force has no post that may appoint others.")
    kind = max(kinds, key=lambda k: Permission.PACK_INSTALL in k.permissions)
    place = places.by_code(code)
    with transaction.atomic():
        body_kind = pack.body_kind(kind.body_kinds[0])
        body = orgs.add_body(actor=SYSTEM, kind=body_kind.key, name=body_name or body_kind.title, place_id=place.pk)
        post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind=kind.key, title=kind.title)
        person = people.create_person(name=name)
        people.create_account(person=person, username=username, password=password)
        orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk)
    return f"{body.name} {post.title}"
