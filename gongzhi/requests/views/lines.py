"""The timeline of a request in words: for the resident (plain, public) and for staff (everything)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries
from gongzhi.requests.models import Reporter, Request

# verb of the engine -> what a resident reads
PLAIN: dict[str, Any] = {
    "open": gettext_lazy("We received your request"),
    "accept": gettext_lazy("It was taken up"),
    "offer": gettext_lazy("It is being handed to the right office"),
    "take-offer": gettext_lazy("The right office took it over"),
    "choose": gettext_lazy("It went one step further"),
    "pause": gettext_lazy("We have a question for you; until you answer, the time does not run"),
    "beside": gettext_lazy("It goes another way first; until that has a result, the time does not run"),
    "resume": gettext_lazy("The time runs again"),
    "extend": gettext_lazy("It takes longer; the date was moved"),
    "send-back": gettext_lazy("It went back to the office that had it before"),
    "reopen": gettext_lazy("It is being handled again"),
    "tick": gettext_lazy("Time passed; a superior was told"),
    "succeed": gettext_lazy("Another office is in charge now"),
    "relocate": gettext_lazy("The place was corrected"),
    "join": gettext_lazy("Several offices work on it together"),
    "post": gettext_lazy("It stands on the public board"),
    "leave-out": gettext_lazy("It was not put on the public board"),
    "question": gettext_lazy("The supervisors asked a question about it"),
    "reply": gettext_lazy("The question of the supervisors was answered"),
    "hold": gettext_lazy("The supervisors hold it until the next level decides"),
    "decide": gettext_lazy("The next level decided how it goes on"),
    "added": gettext_lazy("Words were added"),
    "joined": gettext_lazy("Somebody else reported the same"),
    "imported": gettext_lazy("It was reported elsewhere and entered here afterwards"),
    "late": gettext_lazy("You told us earlier; it was entered here afterwards"),
    "urged": gettext_lazy("You urged; the office in charge was told"),
    "call": gettext_lazy("There was a telephone call about it"),
}
STAFF: dict[str, Any] = {
    "open": gettext_lazy("Registered"),
    "accept": gettext_lazy("Accepted"),
    "offer": gettext_lazy("Offered"),
    "take-offer": gettext_lazy("Offer taken"),
    "decline-offer": gettext_lazy("Offer declined"),
    "withdraw-offer": gettext_lazy("Offer withdrawn"),
    "choose": gettext_lazy("Step finished"),
    "pause": gettext_lazy("Asked the resident; the clock waits"),
    "beside": gettext_lazy("It goes another way first; the clock waits"),
    "resume": gettext_lazy("The clock runs on"),
    "extend": gettext_lazy("Extended"),
    "send-back": gettext_lazy("Sent back"),
    "reopen": gettext_lazy("Reopened"),
    "change-limit": gettext_lazy("Limit changed with the type"),
    "comment": gettext_lazy("Note"),
    "tick": gettext_lazy("Clock"),
    "succeed": gettext_lazy("Passed on"),
    "relocate": gettext_lazy("Place corrected"),
    "join": gettext_lazy("Bodies were asked to work together"),
    "part-ended": gettext_lazy("A part ended"),
    "drop": gettext_lazy("Dropped"),
    "post": gettext_lazy("Put on the board"),
    "leave-out": gettext_lazy("Not put on the board"),
    "question": gettext_lazy("Question of the supervisors"),
    "reply": gettext_lazy("Answer to the supervisors"),
    "hold": gettext_lazy("Held by the supervisors"),
    "decide": gettext_lazy("Decision about the hold"),
    "recompute": gettext_lazy("Due date recomputed"),
    "added": gettext_lazy("The reporter added words"),
    "joined": gettext_lazy("Another reporter joined"),
    "imported": gettext_lazy("Taken over from a list, after the fact"),
    "late": gettext_lazy("Entered after the fact"),
    "urged": gettext_lazy("The reporter urged"),
    "call": gettext_lazy("Telephone call"),
}


def _titles(about: Request) -> dict[str, str]:
    matter = about.matter
    return {s.key: packs.named(s) for s in procedures.definition(matter.revision_id, matter.procedure).steps}


def _key(entry: procedures.Entry) -> str:
    what = entry.data.get("what")
    known = {"comment": ("added", "joined", "urged", "call"), "open": ("imported", "late"), "pause": ("beside",)}
    return str(what) if what in known.get(entry.verb, ()) else entry.verb


def public_lines(about: Request, reporter: Reporter) -> list[dict[str, Any]]:
    """What the reporter reads, newest first; of what other residents wrote only that they did."""
    steps = _titles(about)
    rows = []
    for entry in procedures.timeline(about.pk, public=True):
        key = _key(entry)
        title = PLAIN.get(key, _("Something happened"))
        if entry.data.get("ending"):
            title = _("Answered")
        elif entry.verb in ("choose", "tick") and entry.to_step in steps:
            title = _("Now: %(step)s") % {"step": steps[entry.to_step]}
        who = entry.to if entry.verb == "offer" else entry.who
        text = queries.words_for(reporter, entry)
        rows.append({"title": title, "who": who, "at": entry.at, "text": text, "kind": "", "verb": entry.verb,
                     "ended": bool(entry.data.get("ending"))})  # fmt: skip
    return rows[::-1]


def under_way(lines: list[dict[str, Any]]) -> bool:
    """Whether an answer is still to come, by the lines newest first: none yet, or handled again since the last."""
    return next((row["verb"] == "reopen" for row in lines if row["ended"] or row["verb"] == "reopen"), True)


# what a tick of the clock did, as the engine names it
TICKS: dict[str, Any] = {
    "light-changed": gettext_lazy("The light changed"),
    "reminded": gettext_lazy("The holder was reminded"),
    "escalated": gettext_lazy("A superior was told"),
    "offer-lapsed": gettext_lazy("Nobody took the offer; it went back"),
    "step-entered": gettext_lazy("The time of the step was over"),
    "hold-fell": gettext_lazy("Nobody decided; the hold fell by itself"),
}


def _tick(what: str) -> str:
    """The most telling of the things that a tick did."""
    done = what.split(",")
    return next((str(TICKS[key]) for key in reversed(TICKS) if key in done), str(STAFF["tick"]))


def part_lines(part_id: int) -> list[dict[str, Any]]:
    """Everything that happened with a part of a joined request, newest first."""
    words = {"open": _("Asked to work on it"), "take-offer": _("Signed in"), "decline-offer": _("Refused the part")}
    words |= {"hand-in": _("Handed in"), "send-again": _("Not accepted; to be done again"), "rule": _("Ruled")}
    words |= {"choose:arrive": _("On the spot"), "choose:accept": _("Accepted")}
    words |= {"send-back": words["decline-offer"], "choose": _("Has answered")}
    return _lines(part_id, {}, words)


def staff_lines(about: Request) -> list[dict[str, Any]]:
    """Everything that happened, newest first; internal words are marked."""
    return _lines(about.pk, _titles(about))


def bar(definition: procedures.Definition, at: str) -> list[dict[str, str]]:
    """The steps as a bar. One that only leads back (a join) is a detour: shown only while the matter stands in it,
    after the last step that leads to it."""
    keys = [s.key for s in definition.steps]
    detours = {
        s.key
        for n, s in enumerate(definition.steps)
        if s.outcomes and all(o.next in keys[:n] for o in s.outcomes)
    }  # fmt: skip
    line = [s for s in definition.steps if s.key not in detours]
    if at in detours:
        to_it = [n for n, s in enumerate(line) if any(o.next == at for o in s.outcomes)]
        line.insert(to_it[-1] + 1 if to_it else len(line), definition.steps[keys.index(at)])
    here = [s.key for s in line].index(at)
    return [
        {"label": packs.named(s), "state": "done" if n < here else "current" if n == here else "todo"}
        for n, s in enumerate(line)
    ]


def _more(entry: procedures.Entry) -> str:
    """How often it was urged, how long a call took."""
    what, data = entry.data.get("what"), entry.data
    if what == "urged":
        return " · " + _("%(n)s times so far") % {"n": data.get("times", 1)}
    if what == "call":
        return " · " + _("%(n)s minutes") % {"n": data.get("minutes", 0)}
    return ""


def _lines(matter_id: int, steps: dict[str, str], words: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    rows = []
    for entry in procedures.timeline(matter_id):
        known = words or {}
        title = (
            known.get(f"{entry.verb}:{entry.from_step}")
            or known.get(entry.verb)
            or str(STAFF.get(_key(entry), entry.verb))
        )
        if entry.verb == "tick":
            title = _tick(str(entry.data.get("what", "")))
        title += _more(entry)
        if entry.from_step != entry.to_step and entry.to_step in steps:
            title = f"{title} → {steps[entry.to_step]}"
        if entry.to and entry.verb in ("offer", "send-back", "succeed", "open", "tick"):
            title = f"{title} → {entry.to}"
        who = f"{entry.who}{_(' (standing in)')}" if entry.standing_in else entry.who
        text = "\n\n".join(t for t in (entry.public_text, entry.internal_text) if t)
        kind = "internal" if entry.internal_text and not entry.public_text else ""
        rows.append(
            {"title": title, "who": who, "at": entry.at, "text": text, "kind": kind, "public": entry.public_text}
        )
    return rows[::-1]
