"""Every act of ways in."""

from __future__ import annotations

from gongzhi.access.public import SYSTEM
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.channels.actions import behalf, boxes, chats, codes, sounds
from gongzhi.channels.models import Behalf, Box, Emptying, Speech
from gongzhi.channels.rules.sent import Group
from gongzhi.core import clock
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import Draft
from tests.matrix.acts import Act, W, any_of, nobody
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.channels.actions"
REGISTER, ROOMS = any_of(P.REQUEST_REGISTER), any_of(P.PREMISES_EDIT)
SEES_WHO = any_of(P.REQUEST_SEE_COMPLAINANT)


def prepare(w: W) -> None:
    """A box at the community, emptied yesterday."""
    day = clock.today()
    w.box = save(Box(place=w.own, channel="opinion_box", title="意见箱", starts_on=day))
    w.emptied = save(Emptying(box=w.box, day=day, first=w.leading, second=w.seated, papers=3))
    matter = procedures.open_matter(
        kind="request", procedure="commitment", place_id=w.own.pk, title="语音", holder_post=w.owner.pk, actor=SYSTEM
    )
    about = save(Request(matter=matter, number="900000000011", home_district="x", type_key="x", channel="web",
                         description="语音", located=True))  # fmt: skip
    someone = people.create_person(name="周老伯")
    w.asking = save(Reporter(request=about, person=someone, first=True))
    w.speech = save(Speech(matter=matter, reporter=w.asking, seconds=9, due_at=clock.now()))
    w.behalf = save(Behalf(matter=matter, speaker=w.asking, principal=w.asking, how="oral", consent_on=day))


ACTS: dict[str, Act] = {
    "chats.take_in": Act(REGISTER, lambda w, a: chats.take_in(Group(w.other_grid.pk, "x"), actor=a, submission="x")),
    "boxes.set_up": Act(ROOMS, lambda w, a: boxes.set_up(boxes.BoxDraft(w.own.pk, "x", ""), actor=a)),
    "boxes.take_away": Act(ROOMS, lambda w, a: boxes.take_away(w.box.pk, actor=a)),
    "boxes.empty": Act(
        REGISTER, lambda w, a: boxes.empty(w.box.pk, day=clock.today(), second_post=5, papers=0, actor=a)
    ),
    "boxes.say_there": Act(nobody, lambda w, a: boxes.say_there(w.emptied.pk, there=True, actor=a), ("seated",)),
    "codes.print_code": Act(REGISTER, lambda w, a: codes.print_code(w.emptied.pk, actor=a)),
    "boxes.take_paper": Act(REGISTER, lambda w, a: boxes.take_paper(w.emptied.pk, 1, Draft("纸上的话"), actor=a)),
    "boxes.set_aside": Act(REGISTER, lambda w, a: boxes.set_aside(w.emptied.pk, 2, reason="", actor=a)),
    "sounds.hear": Act(SEES_WHO, lambda w, a: sounds.hear(w.speech, actor=a)),
    "sounds.write_down": Act(SEES_WHO, lambda w, a: sounds.write_down(w.speech.pk, "", actor=a)),
    "behalf.report_for": Act(
        SEES_WHO,
        lambda w, a: behalf.report_for(w.asking, behalf.Consent("", "oral", clock.today()), actor=a, submission="x"),
    ),
    "behalf.withdraw": Act(SEES_WHO, lambda w, a: behalf.withdraw(w.behalf, actor=a)),
}
# a public form; behind the link of who spoke; behind the code on paper; inside of what is said
INSIDE = {"sounds.speak", "sounds.put_right", "codes.say_by_code", "boxes.keep_said"}
