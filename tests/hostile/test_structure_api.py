"""Who may not on the page of the structure may not by the API either: each role, each page with its operation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from gongzhi.exchange import public as exchange
from gongzhi.exchange.models import Token
from gongzhi.exchange.tests.test_api import Api
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.structure import public as structure
from gongzhi.structure.models import DutySheet, GivenTask
from tests.desks import account_of
from tests.hostile.conftest import POSTS, Browsers

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
SAME = {302: 200, 301: 200}  # a page that leads to the one place there is


def programs(city: Settled) -> dict[str, Api]:
    """A program of each role that has a post, as its own token would be."""
    found = {}
    for role, post in POSTS.items():
        issued = exchange.issue_token(name=role, scopes=["read"], actor=city.actor("admin"), per_minute=6000)
        Token.objects.filter(pk=issued.token_id).update(person=city.holders[post][0], scopes=["read", "act"])
        found[role] = Api(issued.secret)
    return found


def made(city: Settled) -> dict[str, int]:
    """One of everything that a page and an operation show."""
    admin, director = city.actor("admin"), city.actor("director")
    plan = structure.adjustments.draft(
        title="撤销街道", basis="云委〔2026〕3号", effective_on=date(2026, 3, 5), place_id=city.places["zhonghua"],
        actor=admin,
    )  # fmt: skip
    kind, body = structure.meeting_reads.conveners(director)[0]
    called = [b.pk for _side, b in structure.meeting_reads.called_bodies(kind, body) if b]
    meeting = structure.call_meeting(
        actor=director, kind=kind.key, body_id=body.pk, title="联席会", topics_until=date(2026, 3, 9), called=called
    )
    task = structure.meeting_tasks.give(
        actor=director, title="修路灯", owner=city.posts["hall"], due_on=date(2026, 3, 20), meeting=meeting,
        giver=city.posts["director"], place_id=city.places["zhonghua"],
    )  # fmt: skip
    given = city.appointments["hall"][0]
    others = [people.create_person(name=n).pk for n in ("接", "监")]
    handover = structure.open_handover(
        actor=admin, appointment_id=given, receiver_id=others[0], witness_id=others[1], basis=orgs.Basis.ASSIGNED
    )
    sheet = DutySheet(
        year=2026, template="x", title="责任清单", body_id=city.bodies["committee"], place_id=city.places["zhonghua"],
        state="issued",
    )  # fmt: skip
    sheet.save(force_insert=True)
    return {
        "plan": plan.pk, "meeting": meeting.pk, "task": task.pk, "handover": handover.pk, "sheet": sheet.pk,
        "place": city.places["zhonghua"], "body": city.bodies["committee"], "post": city.posts["hall"],
        "appointment": given,
    }  # fmt: skip


READS = {
    "/desk/structure/adjustments/": "adjustments",
    "/desk/structure/adjustments/{plan}/": "adjustments/{plan}",
    "/desk/structure/?at={place}": "structure?at={place}",
    "/desk/structure/": "structure",
    "/desk/structure/chains/?place={place}": "chains?place={place}",
    "/desk/structure/terms/": "bodies",
    "/desk/structure/terms/{body}/": "bodies/{body}",
    "/desk/structure/handover/": "handovers",
    "/desk/structure/handover/{handover}/": "handovers/{handover}",
    "/desk/structure/meetings/": "meetings",
    "/desk/structure/meetings/{meeting}/": "meetings/{meeting}",
    "/desk/structure/meetings/tasks/": "tasks",
    "/desk/structure/tasks/{task}/": "tasks/{task}",
    "/desk/structure/duties/": "duties",
    "/desk/structure/duties/{sheet}/": "duties/{sheet}",
    "/desk/structure/pairing/": "pairs",
    "/desk/structure/premises/": "premises",
    "/desk/structure/premises/{place}/": "premises/{place}/sheet",
    "/desk/structure/portfolios/{place}/": "portfolios/{place}",
    "/desk/structure/staff/": "staff",
    "/desk/structure/staff/figures/?place={place}": "staff/figures?place={place}",
    "/desk/structure/adjustments/77/": "adjustments/77",
    "/desk/structure/terms/77/": "bodies/77",
    "/desk/structure/pairing/77/": "pairs/77",
    "/desk/structure/pairing/reports/77/": "pairs/reports/77",
}

# what is sent to a page, and to the operation that does the same; the refusal is looked at, not what it does
WRITES = {
    "/desk/structure/adjustments/new/": "adjustments",
    "/desk/structure/adjustments/{plan}/head/": "adjustments/{plan}/change",
    "/desk/structure/adjustments/{plan}/lines/abolish/": "adjustments/{plan}/lines",
    "/desk/structure/adjustments/{plan}/heirs/": "adjustments/{plan}/heirs",
    "/desk/structure/adjustments/{plan}/people/": "adjustments/{plan}/people",
    "/desk/orgs/posts/{post}/appoint/": "posts/{post}/appointments",
    "/desk/structure/terms/{body}/renew/": "bodies/{body}/renew",
}
SENT = {
    "adjustments": {"title": "", "basis": "", "effective_on": "2026-03-05"},
    "adjustments/{plan}/change": {"version": 1, "title": "", "basis": "", "effective_on": "2026-03-05"},
    "adjustments/{plan}/lines": {"version": 1, "verb": "abolish"},
    "adjustments/{plan}/heirs": {"version": 1, "heirs": {"7": "7"}},
    "adjustments/{plan}/people": {"version": 1, "people": {"n7": []}},
    "posts/{post}/appointments": {"person": "nobody-7"},
    "bodies/{body}/renew": {"starts_on": "2026-03-01"},
}


def test_each_read_answers_as_its_page(city: Settled, browsers: Browsers) -> None:
    packs_known = bool(packs.active().staff)
    assert packs_known, "the pack says nothing of staff: another one must be asked"
    values = made(city)
    wrong = []
    for role, api in programs(city).items():
        for page, path in READS.items():
            seen = browsers[role].get(page.format(**values)).status_code
            said = api.get(path.format(**values))[0].status_code
            if SAME.get(seen, seen) != said:
                wrong.append(f"{role} {path}: {said}, the page says {seen}")
    assert wrong == []


def test_each_write_is_refused_to_whom_the_page_refuses_it(city: Settled, browsers: Browsers) -> None:
    values = made(city)
    known = account_of(city.holders["hall"][0]).username  # holds it already: whoever may appoint hears that
    form = {"x": "1", "person": known, "starts_on": "2026-03-02", "basis": "assigned"}
    wrong, refused = [], 0
    for role, api in programs(city).items():
        for page, path in WRITES.items():
            seen = browsers[role].post(page.format(**values), form).status_code
            said = api.post(path.format(**values), SENT[path])[0].status_code
            allowed = seen not in (403, 404)
            refused += not allowed
            if allowed != (said not in (403, 404)) or said >= 500:
                wrong.append(f"{role} {path}: {said}, the page says {seen}")
    assert wrong == []
    assert refused > 20
    assert GivenTask.objects.count() == 1
