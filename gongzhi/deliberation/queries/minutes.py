"""Minutes compiled from what happened: plain data, which is frozen, and the paper that is printed from it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.deliberation.models import Meeting, Motion, Objection, Seat, Vote
from gongzhi.deliberation.queries import assembly
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.queries.bodies import is_public
from gongzhi.deliberation.rules.meetings import PRESENT, Choice, Signed
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.orgs import public as orgs
from gongzhi.voting import public as voting


def compiled(meeting: Meeting) -> dict[str, Any]:
    """The minutes as data: times are ISO 8601, names as they are on the day, choices and verdicts as stored. Of people,
    households and owners no name stands here (their register has an end): how many were there, and the roll's hash."""
    there = assembly.attendance(meeting)
    votes = _votes(meeting)
    return {
        "body": meeting.of,
        "public": meeting.body is not None and is_public(meeting.body.kind),
        "title": meeting.title,
        "venue": meeting.venue,
        "starts_at": clock.local(meeting.starts_at).isoformat(),
        "opened_at": clock.local(meeting.opened_at).isoformat() if meeting.opened_at else None,
        "closed_at": clock.local(meeting.closed_at).isoformat() if meeting.closed_at else None,
        "noticed_at": clock.local(meeting.noticed_at).isoformat() if meeting.noticed_at else None,
        "notice_days": meeting.notice_days,
        "haste": meeting.haste,
        "demand": demand_of(meeting) if meeting.demand_by else None,
        "held_by": orgs.post_label(meeting.post_id),
        "entitled": there.entitled, "present": there.present,
        "area_entitled": there.area_entitled, "area_present": there.area_present,
        "proxies": Seat.objects.filter(meeting=meeting).exclude(by=None).count(),
        "register": meeting.electorate.hash if meeting.electorate is not None else "",
        "roll": assembly.roll_hash(meeting) if meeting.electorate is not None else "",
        "seats": _seats(meeting),
        "motions": [
            {
                "title": m.title, "text": m.text, "number": m.topic.number if m.topic else "", "vote": m.vote,
                "rule": m.rule, "agreed": m.agreed, "against": m.against, "abstained": m.abstained, "passed": m.passed,
                "void": m.is_void, "verdict": m.verdict, "override": m.override, "override_by": override_by(m),
                "votes": votes.get(m.pk, []),
            }
            for m in Motion.objects.filter(meeting=meeting).select_related("topic").order_by("position")
        ],
        "notes": meeting.notes,
        "objections": [
            {"name": o.seat.name, "words": o.words, "at": clock.local(o.at).isoformat()}
            for o in Objection.objects.filter(meeting=meeting).select_related(
                "seat__appointment__person", "seat__elector").order_by("id")
        ],
    }  # fmt: skip


def _named(meeting: Meeting) -> bool:
    """Whether its minutes name who came: members and representatives stand for others, in public."""
    return meeting.electorate is None or meeting.electorate.kind == voting.RegisterKind.REPRESENTATIVES


def _seats(meeting: Meeting) -> list[dict[str, str]]:
    if meeting.electorate is not None:
        if not _named(meeting):
            return []
        return [
            {"name": e.elector.name, "post": "", "signed": e.signed or Signed.ABSENT.value}
            for e in assembly.whole_roll(meeting)
        ]
    return [{"name": s.name, "post": s.post_title, "signed": s.signed} for s in queries.entitled(meeting)]


def _votes(meeting: Meeting) -> dict[int, list[tuple[str, str]]]:
    """Motion -> (name, choice) of votes by name."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Vote.objects.filter(motion__meeting=meeting).select_related("seat__appointment__person")
    for vote in rows.order_by("motion", "id"):
        found.setdefault(vote.motion_id, []).append((vote.seat.name, vote.choice))
    if meeting.electorate is not None and _named(meeting):
        for motion in Motion.objects.filter(meeting=meeting, vote="named").exclude(passed=None).order_by("position"):
            found[motion.pk] = [(name, choice) for name, _house, choice in voting.voices(motion.poll_id or 0)]
    return found


def override_by(motion: Motion) -> str:
    """Who set the verdict aside: post and name; empty where nobody did."""
    if motion.override_by is None:
        return ""
    found = orgs.Appointment.objects.select_related("person", "post").filter(pk=motion.override_by).first()
    return f"{orgs.post_label(found.post_id)} {found.person.name}" if found is not None else ""


def paper(meeting: Meeting) -> Paper:
    """The minutes as a paper: the frozen ones where they are frozen."""
    data = meeting.minutes or compiled(meeting)
    sections = [_attendance(data), *(_motion(m) for m in data["motions"])]
    if data["notes"]:
        sections.append(Section(_("What else was said"), [data["notes"]]))
    if data["objections"]:
        words = [f"{o['name']} ({o['at'][:10]}): {o['words']}" for o in data["objections"]]
        sections.append(Section(_("Objections to the minutes"), words))
    return Paper(
        data["title"],
        facts=_facts(data),
        sections=sections,
        signatures=[Signature(_("Chaired by"), data["held_by"]), Signature(_("Written by"))],
        day=clock.local(meeting.closed_at).date() if meeting.closed_at else None,
        footer=_("Digest of these minutes (SHA-256): %(digest)s") % {"digest": meeting.digest}
        if meeting.digest
        else _("Draft: not frozen yet"),
    )


def _facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    came = sum(1 for s in data["seats"] if s["signed"] in PRESENT)
    many = {"n": data.get("present", came), "m": data.get("entitled", len(data["seats"]))}
    facts = [
        (label_of(bool(data.get("register"))), data["body"]),
        (_("Begins"), data["starts_at"][:16].replace("T", " ")),
        (_("Venue"), data["venue"]),
        (_("Chaired by"), data["held_by"]),
        (_("Present"), _("%(n)s of %(m)s") % many),
    ]
    return facts + more_facts(data)


def more_facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    """What there is to say of some meetings only: areas, proxies, who demanded it, when people were told."""
    facts: list[tuple[str, str]] = []
    if data.get("area_entitled"):
        there = assembly.Attendance(0, 0, data["area_entitled"], data["area_present"])
        facts.append((_("Area present"), area_words(there)))
    if data.get("proxies"):
        facts.append((_("By proxy"), str(data["proxies"])))
    if data.get("demand"):
        facts.append((_("Demanded by"), demand_words(data["demand"])))
    if data.get("noticed_at"):
        facts.append((_("Members told"), data["noticed_at"][:16].replace("T", " ")))
    if data["haste"]:
        facts.append((_("Short notice because"), data["haste"]))
    return facts


def label_of(by_register: bool) -> str:
    """What stands before who meets."""
    return _("Register of voters") if by_register else _("Body")


def area_words(there: assembly.Attendance) -> str:
    """The area of the owners who are there, of the whole."""
    areas = {"n": f"{there.area_present / 100:.2f}", "m": f"{there.area_entitled / 100:.2f}"}
    return _("%(n)s of %(m)s m²") % areas


def demand_of(meeting: Meeting) -> dict[str, Any]:
    """Who demanded the meeting, as the minutes keep it."""
    return {
        "by": meeting.demand_by, "count": meeting.demand_count, "of": meeting.demand_of, "paper": meeting.demand_paper
    }  # fmt: skip


def demand_words(demand: dict[str, Any]) -> str:
    """Who demanded the meeting, how many of how many, where their signatures are."""
    who = dict(demanders())[demand["by"]]
    words = _("%(who)s: %(n)s of %(m)s. Signatures: %(paper)s")
    return words % {"who": who, "n": demand["count"], "m": demand["of"], "paper": demand["paper"]}


def demanders() -> list[tuple[str, str]]:
    """Who may demand a meeting, by the words of the rule sets."""
    return [
        ("persons", _("residents of 18 and over")), ("households", _("households")),
        ("representatives", _("representatives")), ("owners", _("owners")), ("groups", _("residents' groups")),
    ]  # fmt: skip


def _attendance(data: dict[str, Any]) -> Section:
    away = [s["name"] for s in data["seats"] if s["signed"] not in PRESENT]
    posts = not data.get("register")  # a register holds addresses, which are nobody's business
    rows = [[s["name"], *([s["post"]] if posts else []), signed_words(s["signed"])] for s in data["seats"]]
    lines = [_("Absent: %(names)s") % {"names": "、".join(away)}] if away else []
    if data.get("roll"):
        lines.append(_("Whoever had not signed when the roll was closed is absent. Hash of the roll: %(hash)s")
                     % {"hash": data["roll"]})  # fmt: skip
    head = [_("Name"), *([_("Post")] if posts else []), _("Signed")]
    table = Table(head, rows, [3, 4, 3] if posts else [4, 3])
    return Section(_("Attendance"), lines, [table] if rows else [])


def _motion(m: dict[str, Any]) -> Section:
    lines = [m["text"]] if m["text"] else []
    if m["passed"] is not None:
        lines.append(
            _("For %(agreed)s, against %(against)s, abstained %(abstained)s. %(result)s")
            % {
                "agreed": m["agreed"],
                "against": m["against"],
                "abstained": m["abstained"],
                "result": _("No quorum: nothing was decided.")
                if m.get("void")
                else _("Adopted.")
                if m["passed"]
                else _("Not adopted."),
            }  # fmt: skip
        )
        lines += [queries.reason_words(r) for r in m["verdict"]["reasons"]]
        if m["override"]:
            by = f" ({m['override_by']})" if m.get("override_by") else ""
            lines.append(_("The verdict was set aside: %(reason)s") % {"reason": m["override"]} + by)
    rows = [[name, vote_words(c)] for name, c in m["votes"]]
    return Section(m["title"], lines, [Table([_("Name"), _("Vote")], rows)] if rows else [])


def vote_words(choice: str) -> str:
    """A vote as minutes hold it: a word of ours, or the label of the poll's option as it stood on the paper."""
    return choice_words(choice) if choice in {c.value for c in Choice} else choice


def choice_words(choice: str) -> str:
    """A vote in words."""
    return {Choice.FOR: _("for"), Choice.AGAINST: _("against"), Choice.ABSTAINED: _("abstained")}[Choice(choice)]


def signed_words(signed: str) -> str:
    """How a member stands on the list, in words."""
    return {
        Signed.NOT: _("not signed"),
        Signed.ACCOUNT: _("signed in by account"),
        Signed.PAPER: _("on the paper list"),
        Signed.ABSENT: _("absent"),
    }[Signed(signed)]
