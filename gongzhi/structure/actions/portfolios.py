"""Who answers for which kind of matter, who knows which lines, surge teams. All need `org:appoint` at the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models import Portfolio, StaffLine, SurgeMember, SurgeTeam
from gongzhi.structure.queries.portfolios import free_for

Codes = dict[str, str | int | bool | None]


def _may(actor: Actor, place_id: int) -> None:
    require(actor, Permission.ORG_APPOINT, places.ancestors(place_id))


def _line(key: str, field: str = "line") -> None:
    if key not in {g.key for g in packs.active().request_groups}:
        raise Invalid("The pack has no such kind.", field=field)


def assign(place_id: int, *, line: str, leader_id: int, office_id: int, since: date, actor: Actor) -> Portfolio:
    """From a day on this post leads a kind of matter and this body is its office; who had it before has it no more.

    Raises Forbidden, Invalid."""
    _may(actor, place_id)
    _line(line)
    with transaction.atomic():
        before = Portfolio.objects.select_for_update().filter(place=place_id, line=line, until=None).first()
        if before is not None:
            if since <= before.since:
                raise Invalid("This lies before the day from which somebody else has it.", field="since")
            Portfolio.objects.filter(pk=before.pk).update(until=since - timedelta(days=1))
        row = Portfolio(place_id=place_id, line=line, leader_id=leader_id, office_id=office_id, since=since)
        row.save(force_insert=True)
        codes: Codes = {
            "place": place_id, "line": line, "leader": leader_id, "office": office_id, "since": str(since),
        }  # fmt: skip
        ledger.record(events.PORTFOLIO_ASSIGNED, stream=place_id, actor=actor, codes=codes)
    return row


def set_lines(appointment_id: int, *, first: str, second: str, actor: Actor) -> None:
    """Say which lines of business somebody knows; `second` may be empty, which is a gap. Raises Forbidden, Invalid."""
    appointment = orgs.Appointment.objects.select_related("post__body").filter(pk=appointment_id).first()
    if appointment is None:
        raise NotFound("There is no such appointment.")
    place_id = appointment.post.body.place_id
    _may(actor, place_id)
    _line(first, "first")
    if second:
        _line(second, "second")
    if first == second:
        raise Invalid("The second line of business is another one.", field="second")
    with transaction.atomic():
        StaffLine.objects.filter(appointment=appointment_id).delete()
        changed(place_id)
        for n, line in enumerate([first, second] if second else [first], start=1):
            StaffLine(appointment_id=appointment_id, line=line, place_in_order=n).save(force_insert=True)
        codes: Codes = {"appointment": appointment_id, "first": first, "second": second or None}
        ledger.record(events.LINES_SET, stream=place_id, actor=actor, codes=codes)


def form_team(
    place_id: int,
    *,
    line: str,
    title: str,
    leader_id: int,
    expected_on: date,
    appointment_ids: Sequence[int],
    actor: Actor,
) -> SurgeTeam:
    """Bring staff whose second line it is together for a time. Raises Forbidden, Invalid, Conflict (one is taken)."""
    _may(actor, place_id)
    _line(line)
    today = clock.today()
    if expected_on < today:
        raise Invalid("This day is past.", field="expected_on")
    free = {a.pk: a for a in free_for(place_id, line)}
    chosen = sorted(set(appointment_ids))
    if not chosen:
        raise Invalid("Choose who is in the team.", field="members")
    if any(pk not in free for pk in chosen):
        raise Invalid("Only staff whose second line it is and who are in no other team.", field="members")
    try:
        with transaction.atomic():
            team = SurgeTeam(
                place_id=place_id, line=line, title=title.strip(), leader_id=leader_id, formed_on=today,
                expected_on=expected_on,
            )  # fmt: skip
            team.save(force_insert=True)
            SurgeMember.objects.bulk_create([SurgeMember(team=team, appointment_id=pk) for pk in chosen])
            codes: Codes = {
                "place": place_id, "line": line, "leader": leader_id, "expected_on": str(expected_on),
                "members": len(chosen),
            }  # fmt: skip
            texts = {"title": team.title}
            ledger.record(events.TEAM_FORMED, stream=team.pk, actor=actor, codes=codes, texts=texts, first=True)
            with translation.override(settings.LANGUAGE_CODE):
                text = _("You are in the team “%(title)s” until %(day)s.") % {"title": team.title, "day": expected_on}
            for pk in chosen:
                tell(free[pk].person_id, text, key=f"surge-{team.pk}-{pk}")
    except IntegrityError:
        raise Conflict("One of them was called to another team just now. Look at it again.") from None
    return team


def release_team(team_id: int, *, outcome: str, actor: Actor) -> None:
    """The work is done: everybody goes back to the first line. Raises Forbidden, NotFound, Invalid, Conflict."""
    team = SurgeTeam.objects.filter(pk=team_id).first()
    if team is None:
        raise NotFound("There is no such team.")
    _may(actor, team.place_id)
    if not outcome.strip():
        raise Invalid("Say what came of it.", field="outcome")
    with transaction.atomic():
        open_ = SurgeTeam.objects.filter(pk=team_id, released_on=None)
        if not open_.update(released_on=clock.today(), outcome=outcome.strip()):
            raise Conflict("This team was released already.")
        SurgeMember.objects.filter(team=team_id).update(active=False)
        codes: Codes = {"on": str(clock.today())}
        ledger.record(
            events.TEAM_RELEASED, stream=team_id, actor=actor, codes=codes, texts={"outcome": outcome.strip()}
        )
