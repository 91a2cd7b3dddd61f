"""Every address of the product × every role × GET and POST: the table of `addresses.py` says who may.

The addresses are collected from the resolver: a new one fails here until somebody has thought about who may open it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gongzhi.requests.models import Request
from tests.hostile.addresses import TABLE
from tests.hostile.conftest import ROLES, Browsers, first_photo
from tests.hostile.said import missing, text_of, told_to

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
SENT = {"x": "1"}  # a form with nothing in it that the page asked for
LEAVES = "logout/"  # its POST ends the session; tested by itself


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def _path(route: str, values: dict[str, Any]) -> str:
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda m: str(values[m[1] or m[2]]), route)
    return "/" + plain.replace("\\", "").strip("^$")


def _values(about: Request, city: Settled) -> dict[str, Any]:
    verbs = {"desk/places/<int:place_id>/<slug:verb>/": "rename"}
    known = {
        "number": about.number, "file_id": first_photo(about).pk, "place_id": city.places["zhonghua"],
        "post_id": city.posts["hall"], "appointment_id": city.appointments["hall"][0], "fmt": "json", "code": "en",
        "state": "on", "status": 404, "verb": "note", "section": "posts", "token": "x", "rest": "x", "key": "x",
    }  # fmt: skip
    return {name: known.get(name, 5) for name in re.findall(r"<(?:\w+:)?(\w+)>", " ".join(routes()))} | {"verbs": verbs}


def _short(said: list[int]) -> str:
    return str(said[0]) if len(set(said)) == 1 else " ".join(map(str, said))


class Walk:
    """What every address answers each role (`found`: route → statuses of GET and of POST), and what it should not
    have said (`wrong`)."""

    def __init__(self, browsers: Browsers) -> None:
        self.browsers, self.found, self.wrong = browsers, dict[str, tuple[str, str]](), list[str]()

    def over(self, about: Request, city: Settled) -> None:
        values = _values(about, city)
        for route in sorted(routes()):
            path = _path(route, values | {"verb": values["verbs"].get(route, "note")})
            got = _short([self.read(role, path) for role in ROLES])
            known = TABLE.get(route, ("", ""))
            roles = ("admin",) if known[1] == "405" else ROLES  # nothing is taken at all: one role is enough
            sent = [] if route == LEAVES else [self.browsers[role].post(path, SENT).status_code for role in roles]
            self.found[route] = got, _short(sent) if sent else ""

    def read(self, role: str, path: str) -> int:
        answer = self.browsers[role].get(path)
        self.wrong += [f"{path} tells {role}: {secret}" for secret in told_to(role, text_of(answer))]
        if role == "clerk":
            self.wrong += [f"{path}: {lack}" for lack in missing(answer)]
        return answer.status_code


@pytest.mark.walk
def test_every_address_answers_each_role_as_the_table_says(browsers: Browsers, lamp: Request, city: Settled) -> None:
    """And tells nobody a contact or an internal note, and carries the headers."""
    walk = Walk(browsers)
    walk.over(lamp, city)
    found = walk.found
    if target := os.environ.get("GONGZHI_ADDRESSES"):  # what is, to be compared and thought about
        Path(target).write_text("".join(f'    r"{route}": {said},\n' for route, said in found.items()))
    new, gone = found.keys() - TABLE.keys(), TABLE.keys() - found.keys()
    assert not new, f"who may open these? put them into addresses.py: { {r: found[r] for r in sorted(new)} }"
    assert not gone, f"no such address any more: {sorted(gone)}"
    wrong = {r: (said, "instead of", TABLE[r]) for r, said in found.items() if said != TABLE[r]}
    assert not wrong, f"roles are {' '.join(ROLES)}: {wrong}"
    assert walk.wrong == []


def test_nothing_falls_over(browsers: Browsers) -> None:
    """No status of the table is an error of ours."""
    assert not [r for r, said in TABLE.items() if re.search(r"\b5\d\d\b", " ".join(said))]


def test_signing_out_ends_the_session_on_the_server(browsers: Browsers) -> None:
    browser = browsers["clerk"]
    stolen = Client()
    stolen.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert stolen.get("/desk/").status_code == 200
    assert browser.post("/logout/").status_code == 302
    assert stolen.get("/desk/").status_code == 302
