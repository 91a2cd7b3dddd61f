"""Minutes compiled from what happened: plain data, which is frozen, and the paper that is printed from it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.deliberation.models import Meeting, Motion, Objection, Vote
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.rules.meetings import PRESENT, Choice, Signed
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.orgs import public as orgs


def compiled(meeting: Meeting) -> dict[str, Any]:
    """The minutes as data: times are ISO 8601, names as they are on the day, choices and verdicts as stored."""
    seats = queries.entitled(meeting)
    votes: dict[int, list[tuple[str, str]]] = {}
    names = {s.pk: s.appointment.person.name for s in seats}
    for motion_id, seat_id, choice in (
        Vote.objects.filter(motion__meeting=meeting).order_by("motion", "id").values_list("motion", "seat", "choice")
    ):
        votes.setdefault(motion_id, []).append((names[seat_id], choice))
    return {
        "body": meeting.body.name,
        "title": meeting.title,
        "venue": meeting.venue,
        "starts_at": clock.local(meeting.starts_at).isoformat(),
        "opened_at": clock.local(meeting.opened_at).isoformat() if meeting.opened_at else None,
        "closed_at": clock.local(meeting.closed_at).isoformat() if meeting.closed_at else None,
        "noticed_at": clock.local(meeting.noticed_at).isoformat() if meeting.noticed_at else None,
        "haste": meeting.haste,
        "held_by": orgs.post_label(meeting.post_id),
        "seats": [{"name": names[s.pk], "post": s.appointment.post.title, "signed": s.signed} for s in seats],
        "motions": [
            {
                "title": m.title, "text": m.text, "number": m.topic.number if m.topic else "", "vote": m.vote,
                "agreed": m.agreed, "against": m.against, "abstained": m.abstained, "passed": m.passed,
                "verdict": m.verdict, "override": m.override, "votes": votes.get(m.pk, []),
            }
            for m in Motion.objects.filter(meeting=meeting).select_related("topic").order_by("position")
        ],
        "notes": meeting.notes,
        "objections": [
            {"name": names[o.seat_id], "words": o.words, "at": clock.local(o.at).isoformat()}
            for o in Objection.objects.filter(meeting=meeting).order_by("id")
        ],
    }  # fmt: skip


def paper(meeting: Meeting) -> Paper:
    """The minutes as a paper: the frozen ones where they are frozen."""
    data = meeting.minutes or compiled(meeting)
    came = [s for s in data["seats"] if s["signed"] in PRESENT]
    away = [s["name"] for s in data["seats"] if s["signed"] not in PRESENT]
    facts = [
        (_("Body"), data["body"]),
        (_("Begins"), data["starts_at"][:16].replace("T", " ")),
        (_("Venue"), data["venue"]),
        (_("Chaired by"), data["held_by"]),
        (_("Present"), _("%(n)s of %(m)s") % {"n": len(came), "m": len(data["seats"])}),
    ]
    if data["haste"]:
        facts.append((_("Short notice because"), data["haste"]))
    sections = [
        Section(
            _("Attendance"),
            [_("Absent: %(names)s") % {"names": "、".join(away)}] if away else [],
            [Table([_("Name"), _("Post"), _("Signed")],
                   [[s["name"], s["post"], signed_words(s["signed"])] for s in data["seats"]], [3, 4, 3])],
        ),
        *(_motion(m) for m in data["motions"]),
    ]  # fmt: skip
    if data["notes"]:
        sections.append(Section(_("What else was said"), [data["notes"]]))
    if data["objections"]:
        words = [f"{o['name']} ({o['at'][:10]}): {o['words']}" for o in data["objections"]]
        sections.append(Section(_("Objections to the minutes"), words))
    return Paper(
        data["title"],
        facts=facts,
        sections=sections,
        signatures=[Signature(_("Chaired by"), data["held_by"]), Signature(_("Written by"))],
        day=clock.local(meeting.closed_at).date() if meeting.closed_at else None,
        footer=_("Digest of these minutes (SHA-256): %(digest)s") % {"digest": meeting.digest}
        if meeting.digest
        else _("Draft: not frozen yet"),
    )


def _motion(m: dict[str, Any]) -> Section:
    lines = [m["text"]] if m["text"] else []
    if m["passed"] is not None:
        lines.append(
            _("For %(agreed)s, against %(against)s, abstained %(abstained)s. %(result)s")
            % {
                "agreed": m["agreed"],
                "against": m["against"],
                "abstained": m["abstained"],
                "result": _("Adopted.") if m["passed"] else _("Not adopted."),
            }  # fmt: skip
        )
        lines += [queries.reason_words(r) for r in m["verdict"]["reasons"]]
        if m["override"]:
            lines.append(_("The verdict was set aside: %(reason)s") % {"reason": m["override"]})
    table = Table([_("Name"), _("Vote")], [[n, choice_words(c)] for n, c in m["votes"]]) if m["votes"] else None
    return Section(m["title"], lines, [table] if table else [])


def choice_words(choice: str) -> str:
    """A vote in words."""
    return {Choice.FOR: _("for"), Choice.AGAINST: _("against"), Choice.ABSTAINED: _("abstained")}[Choice(choice)]


def signed_words(signed: str) -> str:
    """How a member stands on the list, in words."""
    return {
        Signed.NOT: _("not signed"),
        Signed.ACCOUNT: _("signed in"),
        Signed.PAPER: _("on the paper list"),
        Signed.ABSENT: _("absent"),
    }[Signed(signed)]
