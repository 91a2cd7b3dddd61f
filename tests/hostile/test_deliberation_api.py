"""Who may not on the pages of topics, meetings and votes may not by the API either; random input is never a 500."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.deliberation import public as deliberation
from gongzhi.exchange import public as exchange
from gongzhi.exchange.models import Token
from gongzhi.exchange.tests.test_fuzz import fuzz_as
from gongzhi.voting import public as voting
from tests.hostile.conftest import Browsers
from tests.hostile.test_open_vote import talked
from tests.hostile.test_structure_api import programs

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db

READS = {
    "/desk/topics/": "deliberation/topics",
    "/desk/topics/loose/": "deliberation/loose",
    "/desk/topics/comments/": "deliberation/comments",
    "/desk/topics/{topic}/": "deliberation/topics/{topic}",
    "/desk/meetings/": "deliberation/meetings",
    "/desk/meetings/{meeting}/": "deliberation/meetings/{meeting}",
    "/desk/meetings/{meeting}/minutes/page/": "deliberation/meetings/{meeting}/minutes",
    "/desk/voting/": "voting/polls",
    "/desk/voting/{poll}/": "voting/polls/{poll}",
    "/desk/voting/registers/": "voting/registers",
    "/desk/voting/registers/{register}/": "voting/registers/{register}",
    "/desk/voting/registers/{register}/list/page/": "voting/registers/{register}/rows",
    "/topics/{number}/": "topics/{number}",
    "/vote/{poll}/": "polls/{poll}",
    "/vote/register/{register}/": "registers/{register}",
    "/desk/topics/77/": "deliberation/topics/77",
    "/desk/meetings/77/": "deliberation/meetings/77",
    "/desk/voting/77/": "voting/polls/77",
    "/desk/voting/registers/77/": "voting/registers/77",
}
WHY = {"reason": ""}
# page, its operation, and what is sent to that; the refusal is compared, not what it does
WRITES = {
    "/desk/topics/{topic}/refuse/": ("deliberation/topics/{topic}/moderate", {"show": False}),
    "/desk/topics/{topic}/enter/": ("deliberation/topics/{topic}/comments", {"words": ""}),
    "/desk/topics/comments/{comment}/": ("deliberation/comments/{comment}", {"show": False}),
    "/desk/meetings/{meeting}/drop/": ("deliberation/meetings/{meeting}/drop", WHY),
    "/desk/meetings/{meeting}/freeze/": ("deliberation/meetings/{meeting}/freeze", {}),
    "/desk/meetings/{meeting}/open/": ("deliberation/meetings/{meeting}/open", {}),
    "/desk/voting/{poll}/close/": ("voting/polls/{poll}/close", {"present": 9999}),
    "/desk/voting/{poll}/cancel/": ("voting/polls/{poll}/cancel", WHY),
    "/desk/voting/{poll}/override/": ("voting/polls/{poll}/override", {"passed": True, "reason": ""}),
    "/desk/voting/{poll}/enter/?elector={elector}": ("voting/polls/{poll}/voices", {"elector_id": "{elector}",
                                                                                     "choice": ["none"]}),
    "/desk/voting/registers/{register}/add/": ("voting/registers/{register}/rows", {"rows": [{"name": ""}]}),
    "/desk/voting/electors/{elector}/strike/": ("voting/electors/{elector}/strike", WHY),
    "/desk/voting/electors/{elector}/link/": ("voting/electors/{elector}/link", {"username": "nobody-7"}),
}  # fmt: skip


def made(city: Settled) -> dict[str, str]:
    """One of everything that a page and an operation show."""
    topic, director = talked(city), city.actor("director")
    said = deliberation.comment(topic, "再想想", actor=city.actor("convener"), channel="phone", source="来电")
    found = voting.open_register(place_id=city.places["zhonghua"], kind="households", title="名册", actor=director)
    rows = voting.add_rows(found.pk, [voting.RowDraft(f"户{n}", f"{n}号", None) for n in range(5)], actor=director)
    voting.publish_register(found.pk, board="affairs", actor=director)
    assert clock._manual is not None
    clock._manual.advance(timedelta(days=6))
    voting.freeze_register(found.pk, actor=director)
    now = clock.now()
    poll = voting.open_poll(
        electorate=found.pk, rule="", question="同意吗", secrecy="named", channels=["paper"], opens_at=now,
        closes_at=now + timedelta(days=9), about=topic.pk, actor=director,
    )  # fmt: skip
    ids = {"topic": topic.pk, "meeting": deliberation.Meeting.objects.get().pk, "comment": said.pk, "poll": poll.pk,
           "register": found.pk, "elector": rows[0].pk, "number": topic.number}  # fmt: skip
    return {name: str(value) for name, value in ids.items()}


def test_each_read_answers_as_its_page(city: Settled, browsers: Browsers) -> None:
    values, wrong = made(city), []
    for role, api in programs(city).items():
        for page, path in READS.items():
            seen = browsers[role].get(page.format(**values)).status_code
            said = api.get(path.format(**values))[0].status_code
            if seen != said:
                wrong.append(f"{role} {path}: {said}, the page says {seen}")
    assert wrong == []


def test_each_write_is_refused_to_whom_the_page_refuses_it(city: Settled, browsers: Browsers) -> None:
    values, wrong, refused = made(city), [], 0
    for role, api in programs(city).items():
        for page, (path, sent) in WRITES.items():
            body = {k: v.format(**values) if isinstance(v, str) else v for k, v in sent.items()}
            seen = browsers[role].post(page.format(**values), {"x": "1"}).status_code
            said = api.post(path.format(**values), body)[0].status_code
            allowed = seen not in (403, 404)
            refused += not allowed
            if allowed != (said not in (403, 404)) or said >= 500:
                wrong.append(f"{role} {path}: {said}, the page says {seen}")
    assert wrong == []
    assert refused > 50


def test_random_input_is_never_a_500(city: Settled) -> None:
    values = made(city)
    issued = exchange.issue_token(name="乱试", scopes=["read"], actor=SYSTEM, per_minute=6000)
    scopes = [scope.value for scope in exchange.Scope]
    Token.objects.filter(pk=issued.token_id).update(person=city.holders["director"][0], scopes=scopes, per_minute=10**9)
    wanted = ("topics", "deliberation", "polls", "registers", "voting")
    assert fuzz_as(issued.secret, sorted(values.values()), rounds=5, seed=11, wanted=wanted) > 250
