"""The living demo: the story up to this minute, and a login for every role that it has."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, TextIO

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.exchange import public as exchange
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import live
from gongzhi.stories.settle import B_SUFFIX
from gongzhi.stories.world import World, local

WEEKS = 13
SEED = 365
TOKEN = "demo"


@dataclass(frozen=True, slots=True)
class Login:
    """Who may sign in: the role, the user name, the password."""

    role: str
    name: str
    password: str
    totp: str | None = None


def password_of(pack: str) -> str:
    """The one password of a demo: it stands in a file and on the screen, and opens nothing else."""
    return f"{pack}-demo-365"


def build(pack: str, *, progress: TextIO, weeks: int = WEEKS) -> dict[str, Any]:
    """Live the story up to now in the present, empty database; `{"logins": […], "api_key": …}`."""
    live.swift()
    end = clock.now().replace(second=0, microsecond=0)
    start = local(clock.local(end).date() - timedelta(weeks=weeks), 0)
    with live.on_stage(start, SEED) as manual:
        world = live.begin(pack, manual, seed=SEED, end=end)
        world.unfinished = True
        for week in range(1, weeks + 1):
            world.run(min(end, start + timedelta(weeks=week)))
            print(f"\rThe story of a quarter: week {week} of {weeks} ", end="", file=progress, flush=True)
        world.run(end)
        live.catch_up()
        live.settle_ledger()
    print(f"\rThe story of a quarter: {len(world.cases)} requests up to now. Logins…", file=progress, flush=True)
    logins = _staff(world) + _resident(world)
    return {"logins": [asdict(login) for login in logins], "api_key": new_key()}


def _staff(world: World) -> list[Login]:
    """One login for each kind of post, where most is to be done; and B of the first that has one of its own kind."""
    keys = [p.key for p in world.community.posts if not world.next_door(p.key)]
    password, logins, b_given = password_of(world.pack.name), [], False
    chief = max(
        (k for k in world.pack.post_kinds),
        key=lambda k: (Permission.PACK_INSTALL in k.permissions, Permission.ORG_APPOINT in k.permissions),
    )
    for kind in world.pack.post_kinds:
        own = [k for k in keys if world.community.post(k).kind == kind.key]
        if not own:
            continue
        key = max(own, key=lambda k: (procedures.held_by(world.settled.posts[k]), -own.index(k)))
        name = kind.key.replace("_", "-")
        login = _account(kind.key, world.settled.holders[key][0], name, password)
        logins.append(replace(login, totp=_second_step(name)) if kind is chief else login)
        b = world.community.post(key).substitute
        if b and not b_given:
            b_given = True
            holder = world.settled.holders[f"{key}{B_SUFFIX}" if b == "own" else b][0]
            logins.append(_account(f"{kind.key}_b", holder, f"{name}-b", password))
    return logins


def _resident(world: World) -> list[Login]:
    """The signed-in resident who has most to look at."""
    signed_in = [r.person_id for r in world.residents if r.person_id is not None]
    number = dict.fromkeys(signed_in, 0)
    for person_id in requests.Reporter.objects.filter(person__in=signed_in).values_list("person_id", flat=True):
        number[person_id] += 1
    busiest = max(signed_in, key=lambda pk: (number[pk], -pk))
    return [_account("resident", busiest, "resident", password_of(world.pack.name))]


def _account(role: str, person_id: int, name: str, password: str) -> Login:
    people.create_account(person=person_id, username=name, password=password)
    return Login(role, name, password)


def _second_step(name: str) -> str:
    """The administrator signs in with a code app; its key, as it stands in the file of logins."""
    account = people.Account.objects.get(username=name)
    if people.has_second(account.pk):  # the file was lost, and a key in force is never told again
        people.reset_second(account.pk, reason="演示登录信息丢失", actor=SYSTEM, ancestors=())
    people.begin_second(account.pk)
    secret = people.secret_waiting(account.pk) or ""
    # by the code of half a minute ago, so that the present one still opens
    people.confirm_second(account.pk, people.code_at(secret, int(clock.now().timestamp()) // 30 - 1), address="")
    return secret


def new_key() -> str:
    """A key for programs, with chance of its own (never a story's)."""
    return exchange.issue_token(name=TOKEN, scopes=["read", "create"], actor=SYSTEM).secret


def kept(pack: str) -> dict[str, Any]:
    """The logins of a demo whose file was lost; a new key for programs."""
    password = password_of(pack)
    names = people.Account.objects.filter(is_active=True).order_by("id").values_list("username", flat=True)
    logins = [Login(name.replace("-", "_"), name, password) for name in names]
    chiefs = list(people.Account.objects.filter(second_factor__isnull=False).values_list("username", flat=True))
    logins = [replace(one, totp=_second_step(one.name)) if one.name in chiefs else one for one in logins]
    return {"logins": [asdict(login) for login in logins], "api_key": new_key()}


def is_there() -> bool:
    """Whether the present database holds a demo."""
    return orgs.Post.objects.exists()
