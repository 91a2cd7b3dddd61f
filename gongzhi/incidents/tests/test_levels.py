"""A request with a level: who is told, who acknowledges, the clock, another level, taking over, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.incidents import public as incidents
from gongzhi.incidents.models import Incident, Step, Told
from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.incidents.tests.conftest import Reported
    from gongzhi.stories.public import Settled

Message: Any = apps.get_model("notices", "Message")
pytestmark = pytest.mark.django_db


def step_of(about: requests.Request) -> Step:
    incident = Incident.objects.get(request=about.pk)
    return Step.objects.get(incident=incident, number=incident.number)


def told(about: requests.Request) -> set[int]:
    return set(Told.objects.filter(step=step_of(about).pk).values_list("post_id", flat=True))


def messages(about: requests.Request, channel: str = "inapp") -> list[str]:
    incident = Incident.objects.get(request=about.pk)
    rows = Message.objects.filter(about=incident.pk, channel=channel).order_by("pk")
    return [m.text for m in rows]


def later(manual_clock: Any, minutes: int) -> None:
    manual_clock.advance(timedelta(minutes=minutes))


def test_what_the_pack_calls_an_incident_has_its_level_at_once(town: Settled, reported: Reported) -> None:
    about = reported("gas")
    step = step_of(about)
    assert (step.level, step.cause, step.due_at) == ("major", "table", clock.now() + timedelta(minutes=15))
    assert told(about) == {town.posts["street-director"]}
    (text,) = messages(about)
    assert "重大事件" in text
    assert "康藏路一网格" in text
    assert f"/desk/incidents/{about.number}/" in text
    assert "燃气味" not in text  # the resident's words are not sent about
    assert "incident:level" in {e.tag for e in entries_of(about.pk)}


def test_flags_of_the_decision_table_give_a_level_too(town: Settled, reported: Reported) -> None:
    about = reported("manhole")
    assert step_of(about).level == "general"
    assert told(about) == {town.posts["liaison-1"], town.posts["leader-1"]}


def test_other_requests_have_none_and_personal_ones_never(town: Settled, reported: Reported) -> None:
    about, personal = reported("bin-full"), reported("elder-care")
    assert not Incident.objects.exists()
    with pytest.raises(NotAllowed):
        incidents.set_level(personal.pk, "general", reason="", actor=town.actor("secretary"))
    incidents.set_level(about.pk, "general", actor=town.actor("secretary"))
    assert step_of(about).cause == "set"


def test_what_is_entered_after_the_fact_rings_nowhere(town: Settled, reported: Reported) -> None:
    reported("gas", received_at=clock.now() - timedelta(days=3))
    assert not Incident.objects.exists()


def test_another_type_or_place_is_told_of_too(town: Settled, reported: Reported) -> None:
    about = reported("bin-full")
    holder = key_of(town, about)
    requests.change_type(about.pk, type_key="manhole", actor=town.actor(holder))
    assert told(about) == {town.posts["liaison-1"], town.posts["leader-1"]}
    requests.relocate(about.pk, place_id=town.places["building-2-1"], actor=town.actor(holder))
    assert told(about) >= {town.posts["liaison-2"], town.posts["leader-2"]}
    requests.change_type(about.pk, type_key="gas", actor=town.actor(holder))
    assert Incident.objects.get(request=about.pk).level == "general"  # a person raises it, not the table again


def key_of(town: Settled, about: requests.Request) -> str:
    held = procedures.Matter.objects.get(pk=about.pk).holder_post_id
    return next(key for key, post in town.posts.items() if post == held)


def test_who_was_told_acknowledges_once_and_the_clock_stops(
    town: Settled, reported: Reported, manual_clock: Any
) -> None:
    about = reported("manhole")
    later(manual_clock, 10)
    with pytest.raises(Forbidden):
        incidents.acknowledge(about.pk, actor=town.actor("secretary"))
    incidents.acknowledge(about.pk, actor=town.actor("leader-1"))
    incidents.acknowledge(about.pk, actor=town.actor("leader-1"))
    step = step_of(about)
    assert (step.acknowledged_at, step.acknowledged_by_id) == (clock.now(), town.posts["leader-1"])
    assert len([e for e in entries_of(about.pk) if e.tag == "incident:acknowledged"]) == 1
    later(manual_clock, 60)
    assert incidents.run_clocks() == 0
    incidents.acknowledge(about.pk, actor=town.actor("liaison-1"))  # the other one has it, too
    assert step_of(about).acknowledged_by_id == town.posts["leader-1"]
    assert Told.objects.filter(acknowledged_at__isnull=False).count() == 2


def test_who_stands_in_for_an_absent_holder_is_told_and_acknowledges(town: Settled, reported: Reported) -> None:
    away = orgs.holder_of(town.posts["street-director"]).person_id
    assert away is not None
    orgs.start_absences(away, until=None, reason=orgs.AbsenceReason.LEAVE, actor=town.actor("street-director"))
    orgs.run_absences(10)
    about = reported("gas")
    deputy = orgs.holder_of(town.posts["street-director"]).person_id
    assert deputy is not None
    assert deputy != away
    assert Message.objects.filter(about=Incident.objects.get().pk, person_id=deputy).count() == 1
    incidents.acknowledge(about.pk, actor=orgs.actor_of(deputy))
    assert step_of(about).acknowledged_by_id == town.posts["street-director"]


def test_it_goes_up_level_by_level_until_nobody_is_left(town: Settled, reported: Reported, manual_clock: Any) -> None:
    about = reported("manhole")
    for level, minutes in (("serious", 30), ("major", 20), ("grave", 15)):
        later(manual_clock, minutes - 1)
        assert incidents.run_clocks() == 0
        later(manual_clock, 1)
        assert incidents.run_clocks() == 1
        assert incidents.run_clocks() == 0
        assert step_of(about).level == level
    assert town.posts["supervisor"] in told(about)
    for rounds in (2, 3, 4):
        later(manual_clock, 10)
        assert incidents.run_clocks() == 1
        assert step_of(about).rounds == rounds
    later(manual_clock, 10)
    assert incidents.run_clocks() == 1
    assert step_of(about).passed_at == clock.now()
    later(manual_clock, 600)
    assert incidents.run_clocks() == 0
    tags = [e.tag for e in entries_of(about.pk)]
    assert tags.count("incident:level") == 4
    assert tags.count("incident:told-again") == 3
    assert tags.count("incident:nobody-acknowledged") == 1
    incidents.acknowledge(about.pk, actor=town.actor("supervisor"))  # better late than never
    (shown,) = incidents.steps_of([Incident.objects.get()]).values()
    assert shown[0].has_it is not None


def test_a_level_whose_posts_are_vacant_asks_the_next_at_once(town: Settled, reported: Reported) -> None:
    for key in ("liaison-1", "leader-1"):
        orgs.Post.objects.filter(pk=town.posts[key]).update(substitute=None)
        for held in orgs.Appointment.objects.filter(post=town.posts[key]):
            orgs.end_appointment(held.pk, actor=SYSTEM)
    about = reported("manhole")
    assert not Told.objects.filter(reached=True).exists()
    assert incidents.run_clocks() == 1
    assert step_of(about).level == "serious"
    assert Told.objects.filter(step=step_of(about).pk, reached=True).exists()


def test_raising_needs_a_reason_and_is_on_the_timeline(town: Settled, reported: Reported) -> None:
    about = reported("manhole")
    with pytest.raises(Invalid):
        incidents.set_level(about.pk, "serious", reason=" ", actor=town.actor("leader-1"))
    incidents.set_level(about.pk, "serious", reason="井口塌了一圈", actor=town.actor("leader-1"), number=1)
    assert told(about) == {town.posts["director"], town.posts["secretary"]}
    assert any("井口塌了一圈" in line.internal_text for line in procedures.timeline(about.pk))
    assert all("井口塌了一圈" not in line.public_text for line in procedures.timeline(about.pk, public=True))
    first = Step.objects.get(number=1)
    assert first.stopped_at == clock.now()
    again = incidents.set_level(about.pk, "serious", reason="井口塌了一圈", actor=town.actor("leader-1"), number=1)
    assert again.number == 2  # sent twice it is one
    with pytest.raises(Conflict):
        incidents.set_level(about.pk, "major", reason="又塌了", actor=town.actor("director"), number=1)


def test_only_who_may_and_was_told_lowers_it(town: Settled, reported: Reported, manual_clock: Any) -> None:
    about = reported("gas")
    with pytest.raises(Forbidden):
        incidents.set_level(about.pk, "general", reason="已关阀", actor=town.actor("leader-1"))
    with pytest.raises(NotAllowed):
        incidents.set_level(about.pk, "general", reason="已关阀", actor=town.actor("secretary"))
    incidents.set_level(about.pk, "general", reason="已关阀", actor=town.actor("street-director"))
    step = step_of(about)
    assert (step.level, step.acknowledged_by_id) == ("general", town.posts["street-director"])
    later(manual_clock, 600)
    assert incidents.run_clocks() == 0  # who lowers it vouches for it
    incidents.set_level(about.pk, "major", reason="又闻到了", actor=town.actor("leader-1"))
    assert told(about) == {town.posts["street-director"]}


def test_strangers_neither_see_nor_raise(town: Settled, reported: Reported) -> None:
    from gongzhi.core.errors import NotFound

    about = reported("manhole")
    for act in (incidents.acknowledge, incidents.take_over):
        with pytest.raises(NotFound):
            act(about.pk, actor=ANONYMOUS)
    with pytest.raises(NotFound):
        incidents.set_level(about.pk, "major", reason="原因", actor=town.actor("leader-2"))


def test_taking_over_changes_the_owner_and_tells_the_old_one(town: Settled, reported: Reported) -> None:
    about = reported("gas")
    old = about.matter.holder_post_id
    with pytest.raises(Forbidden):
        incidents.take_over(about.pk, actor=town.actor("secretary"))
    incidents.take_over(about.pk, actor=town.actor("street-director"))
    incidents.take_over(about.pk, actor=town.actor("street-director"))
    assert procedures.Matter.objects.get(pk=about.pk).holder_post_id == town.posts["street-director"]
    assert step_of(about).acknowledged_by_id == town.posts["street-director"]
    person = orgs.holder_of(old).person_id
    assert [m for m in Message.objects.filter(person_id=person) if "接办" in m.text]
    assert len([e for e in entries_of(about.pk) if e.tag == "incident:taken-over"]) == 1


def test_it_ends_with_the_request_and_comes_back_with_it(town: Settled, reported: Reported, manual_clock: Any) -> None:
    about = reported("gas")
    incidents.take_over(about.pk, actor=town.actor("street-director"))
    incidents.set_level(about.pk, "grave", reason="整条街都停气", actor=town.actor("street-director"))
    actor = town.actor("street-director")
    requests.answer(about.pk, actor=actor, ending="solved", public_text="已修好并检测合格")
    incident = Incident.objects.get()
    assert incident.ended_at == clock.now()
    later(manual_clock, 60)
    assert incidents.run_clocks() == 0
    with pytest.raises(NotAllowed):
        incidents.set_level(about.pk, "major", reason="原因", actor=actor)
    procedures.reopen(about.pk, actor=actor, reason="又漏了", vouched=True)
    incident.refresh_from_db()
    assert (incident.ended_at, incident.level, step_of(about).cause) == (None, "grave", "reopened")
    assert step_of(about).due_at == clock.now() + timedelta(minutes=10)
