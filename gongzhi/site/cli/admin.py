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
    parser.add_argument("--name", help="the person's name")
    parser.add_argument("--place", metavar="CODE", help="code of the place, as imported")
    parser.add_argument("--body", default="", help="name of the body that holds the post (default: as the pack says)")
    parser.add_argument("--reset-second-step", action="store_true", help="instead: take the second step of sign-in "
                        "away from the account, because phone and recovery codes are lost")  # fmt: skip
    parser.add_argument("--link", metavar="SUB", help="instead: link the account with that `sub` of the unit's sign-in "
                        "service (GONGZHI_OIDC_ISSUER)")  # fmt: skip
    parser.add_argument("--reason", default="", help="why; it stands in the ledger")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from gongzhi.core.errors import DomainError

    if args.reset_second_step or args.link:
        try:
            _change(args)
        except DomainError as error:
            raise UsageError(str(error)) from None
        return 0
    if not (args.name and args.place):
        raise UsageError("Give --name and --place.")
    password = os.environ.get("GONGZHI_ADMIN_PASSWORD") or getpass.getpass("Password (10 characters or more): ")
    try:
        title = appoint_first(args.username, args.name, args.place, args.body, password)
    except DomainError as error:
        raise UsageError(str(error)) from None
    print(f"{args.username}: {title}. Sign in at /login/.", file=sys.stderr)
    return 0


def _change(args: argparse.Namespace) -> None:
    """Reset or link an account that there is. Raises DomainError."""
    from gongzhi.access.public import SYSTEM
    from gongzhi.core.errors import NotFound
    from gongzhi.people import public as people

    person = people.find_by_username(args.username)
    if person is None:
        raise NotFound("There is no such account.")
    if args.reset_second_step:
        people.reset_second(person.account.pk, reason=args.reason, actor=SYSTEM, ancestors=())
        print(f"{args.username}: the password alone opens now; set the second step up anew.", file=sys.stderr)
    if args.link:
        people.link_login(person.account.pk, args.link)
        print(f"{args.username}: linked with {args.link}.", file=sys.stderr)


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
    return post.label
