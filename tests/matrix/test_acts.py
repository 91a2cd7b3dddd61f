"""Every act of the contexts that `acts_*.py` list, walked by every role: who may, who may not, who is at another place.

Each kind of post of the pack (with its permissions) acts from the place itself, from above, from beside and from
below it; then those whose own the thing is. What answers "not you" (403 or 404) is compared with `acts.py`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import DomainError, Forbidden, NotFound
from gongzhi.packs import public as packs
from tests.matrix.acts import PARTY, Act, all_acts, books, near, party, prepare
from tests.matrix.acts_world import RELATIONS, actor_by, world

FLOODED = "chengcheng"  # a pack with plans for emergencies, and posts that open and run them
RECEIVES = "guiyang"  # a pack with posts that plan when leaders receive


ACTS = all_acts()


def acts_of(package: str) -> Iterator[str]:
    """`module.function` of every public function that takes an actor."""
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
        module = importlib.import_module(f"{package}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = inspect.unwrap(function).__module__ == module.__name__
            if own and not name.startswith("_") and "actor" in inspect.signature(function).parameters:
                yield f"{found.name}.{name}"


def test_every_act_stands_in_the_matrix() -> None:
    packages = sorted({book.PACKAGE for book in books()})
    assert len(packages) >= 4
    for package in packages:
        known = {name.split()[0] for b in books() if package == b.PACKAGE for name in (*b.ACTS, *b.INSIDE)}
        there = set(acts_of(package))
        assert sorted(there - known) == [], f"who may do these? tests/matrix/acts.py says how to list them: {package}"
        assert sorted(known - there) == [], f"no such acts any more in {package}"


def test_every_verb_of_a_page_stands_in_the_matrix() -> None:
    pages = [(page, verbs, set(book.VERBS)) for book in books() for page, verbs in getattr(book, "PAGES", {}).items()]
    assert len(pages) >= 2
    for page, verbs, listed in pages:
        known = {name.split()[1] for name in listed if name.split()[0] == page}
        assert known == verbs, f"who may do these on the page of a {page}? tests/matrix/acts.py says how to list them"


def test_two_books_do_not_share_a_name() -> None:
    def book(name: str, **given: object) -> ModuleType:
        made = ModuleType(name)
        made.prepare = lambda w: vars(w).update(given)  # type: ignore[attr-defined]
        return made

    w = SimpleNamespace(own=1)
    prepare(w, [book("acts_a", box=object()), book("acts_b", bag=object())])
    with pytest.raises(AssertionError, match="acts_c gives box, own anew"):
        prepare(w, [book("acts_c", box=object(), own=2)])


class _Back(Exception):
    """Nothing of it stays."""


def opened(name: str, w: SimpleNamespace, actor: Actor) -> bool:
    """Whether the act lets this actor in, whatever it says then."""
    said: DomainError | None = None
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    ACTS[name].call(w, actor)
            except DomainError as error:
                said = error
            except ObjectDoesNotExist:  # of what the world does not hold: the door was open
                said = None
            raise _Back
    except _Back:
        return not isinstance(said, Forbidden | NotFound)


@pytest.fixture
def there(db: None, manual_clock: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    packs.install("guangyuan")
    written, other = packs.active().model_dump(mode="json"), packs.load(FLOODED).model_dump(mode="json")
    written["emergencies"] = [e | {"levels": [written["levels"][0]["key"]]} for e in other["emergencies"]]
    known = {k["key"] for k in written["post_kinds"]}
    written["post_kinds"] += [k for k in other["post_kinds"] if k["key"] not in known]
    written["post_kinds"] += [
        k for k in packs.load(RECEIVES).model_dump(mode="json")["post_kinds"] if "reception:edit" in k["permissions"]
    ]
    packs.install(packs.Pack.model_validate(written))
    w = world()
    rule = packs.active().joint_meetings[0]
    w.kind = rule.key
    w.convening = w.body if w.body.kind == rule.convened_by else None
    if w.convening is None:
        w.body.__class__.objects.filter(pk=w.guest.pk).update(kind=rule.convened_by)
        w.convening = w.guest
    prepare(w, books())
    monkeypatch.setattr("gongzhi.structure.actions.chains.consent_kinds", lambda: frozenset({w.seat.kind}))
    letters = "gongzhi.structure.queries.two_way"
    monkeypatch.setattr(f"{letters}.rule", lambda: SimpleNamespace(procedure="x"))
    monkeypatch.setattr(f"{letters}.receivers", lambda line, kinds, place_ids: [w.owner])
    monkeypatch.setattr(f"{letters}.offices", lambda line: [w.owner])
    rule_ = SimpleNamespace(asks=(w.leader.kind,), answers=(w.leader.kind,), heads=("x",), grades=(), agencies=())
    monkeypatch.setattr("gongzhi.structure.queries.consultation.rule", lambda: rule_)
    yield w
    packs.forget()


def nearest(roles: Sequence[tuple[str, ...]], act: Act, where: str) -> list[tuple[str, ...]]:
    """Of the roles (fewest permissions first) the two with the least that may, and the two with the most that may not:
    where one of the others is treated wrongly, one of these most likely is."""
    may = [r for r in roles if act.rule(frozenset(r), where)]
    return [*may[:2], *[r for r in roles if r not in may][-2:]]


def shut_or_open_wrongly(there: SimpleNamespace, *, whole: bool) -> list[str]:
    """What each act says to the roles at each place, where it should say something else; `whole`: to all of them."""
    roles = sorted({tuple(sorted(k.permissions)) for k in packs.active().post_kinds}, key=len)
    assert len(roles) > 8
    wrong = []
    for name, act in ACTS.items():
        let_in = 0
        for where in RELATIONS:
            for role in roles if whole and where in ("own", "sibling") else nearest(roles, act, where):
                expected = act.rule(frozenset(role), where)
                let_in += expected
                if opened(name, there, actor_by(there.roles[where], frozenset(role))) != expected:
                    wrong.append(f"{name} {'is shut to' if expected else 'lets in'} {role} at {where}")
        for own in act.own:
            let_in += 1
            if not opened(name, there, party(there, own)):
                wrong.append(f"{name} is shut to {own}, whose it is")
        if not let_in:
            wrong.append(f"{name}: nobody of the pack may do it")
    return wrong


@pytest.mark.walk
def test_the_nearest_roles_at_every_place(there: SimpleNamespace) -> None:
    wrong = shut_or_open_wrongly(there, whole=False)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.walk
@pytest.mark.prove
def test_every_role_at_every_place(there: SimpleNamespace) -> None:
    wrong = shut_or_open_wrongly(there, whole=True)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.walk
def test_what_is_somebodys_own_is_nobody_elses(there: SimpleNamespace) -> None:
    parties = sorted({own for act in ACTS.values() for own in act.own})
    wrong = [
        f"{name} lets in {one}"
        for name, act in ACTS.items()
        for one in parties
        if one not in act.own
        and act.rule is not near
        and not act.rule(PARTY, "own")
        and opened(name, there, party(there, one))
    ]
    assert wrong == [], "\n".join(wrong)
