"""The worker carries out a confirmed plan on its date: all of it in one transaction, or nothing.

A worker claims the plan by the conditional update that makes it `done`; in the same transaction it does what the plan
says. Two workers: one update finds the row, the other waits and finds nothing. One that is killed in the middle: its
transaction never was, the plan is still due, the next sweep takes it. What it refuses (life went on since it was
confirmed) stands on the plan's page; it is tried again every ten minutes until somebody withdraws or mends it.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.errors import text_of
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import events
from gongzhi.structure.actions.belongings import pass_on
from gongzhi.structure.actions.new_outlines import outline_new
from gongzhi.structure.models import Adjustment
from gongzhi.structure.queries import adjustments as queries
from gongzhi.structure.rules.adjusted import Held, nearest
from gongzhi.structure.rules.adjustments import Ref, State

AGAIN = timedelta(minutes=10)
log = logging.getLogger("gongzhi.structure")


def run_adjustments(limit: int = 20) -> int:
    """Carry out the plans whose day has come, at most `limit`; how many this worker did."""
    due = Adjustment.objects.filter(state=State.CONFIRMED.value, try_at__lte=clock.now()).order_by("try_at", "id")
    done = 0
    for adjustment_id in list(due.values_list("id", flat=True)[:limit]):
        try:
            done += carry_out(adjustment_id)
        except DomainError as error:
            log.warning("the adjustment %s was refused: %s", adjustment_id, type(error).__name__)
            with translation.override(settings.LANGUAGE_CODE):
                _failed(adjustment_id, text_of(error))
    return done


@transaction.atomic
def _failed(adjustment_id: int, words: str) -> None:
    """It stands on the plan's page; who confirmed it hears of it once."""
    same = Adjustment.objects.filter(pk=adjustment_id, state=State.CONFIRMED.value)
    if not same.update(failure=words[:300], try_at=clock.now() + AGAIN):
        return
    row = same.get()
    who = orgs.Appointment.objects.filter(pk=row.confirmed_by or 0).values_list("person_id", flat=True).first()
    key = f"adjustment-failed:{row.pk}:{row.version}"
    if who is not None:
        text = _("The adjustment “%(title)s” could not be carried out: %(why)s") % {"title": row.title, "why": words}
        notices.send(channel=notices.Channel.INAPP, text=text, key=key, person_id=who)


@transaction.atomic
def carry_out(adjustment_id: int) -> bool:
    """One plan; False where another worker was first, or it was withdrawn. Raises DomainError: then nothing was
    done."""
    now = clock.now()
    claimed = Adjustment.objects.filter(pk=adjustment_id, state=State.CONFIRMED.value, try_at__lte=now)
    if not claimed.update(state=State.DONE.value, done_at=now, try_at=None, failure=""):
        return False
    row = Adjustment.objects.get(pk=adjustment_id)
    looked = queries.look(row)
    if looked.mistakes:
        raise looked.mistakes[0].refusal()
    _Work(row, looked).all()
    return True


class _Work:
    """The steps, in the order in which one needs the other; `ids` by the plan's own keys."""

    def __init__(self, row: Adjustment, looked: queries.Looked) -> None:
        self.row, self.looked, self.plan = row, looked, looked.plan
        self.now, self.after = looked.now, looked.after
        self.on: date = row.effective_on
        self.ids: dict[Ref, int] = {}
        self.matters = self.boards = self.rows = 0

    def id_of(self, ref: Ref) -> int:
        return int(ref) if ref.isdigit() else self.ids[ref]

    def all(self) -> None:
        self._establish()
        self._move()
        outline_new({self.ids[line.key]: line.place for line in self.plan.established})
        self._posts()
        self._matters()
        self._close()
        ended = self.plan.abolished
        codes: dict[str, str | int | bool | None] = {
            "on": self.on.isoformat(),
            "places": len(self.plan.established),
            "closed": len(ended),
            "moved": len(self.after.moves),
            "bodies": len(self.after.bodies_closed),
            "posts": len(self.after.posts_closed),
            "matters": self.matters,
            "boards": self.boards,
            "rows": self.rows,
        }
        ledger.record(events.ADJUSTMENT_DONE, stream=self.row.pk, actor=SYSTEM, codes=codes)
        outcome: dict[str, object] = {"ids": {k: str(v) for k, v in self.ids.items()}, **codes}
        Adjustment.objects.filter(pk=self.row.pk).update(outcome=outcome)

    def _establish(self) -> None:
        """New places, their bodies and posts, and those who come to them."""
        for line in self.plan.established:
            place = places.add_place(
                kind=line.kind, name=line.name, code=line.code, parent_id=self.id_of(line.to), starts_on=self.on,
                actor=SYSTEM,
            )  # fmt: skip
            self.ids[line.key] = place.pk
            for body in line.bodies:
                made = orgs.add_body(
                    actor=SYSTEM, kind=body.kind, name=body.name, place_id=place.pk, starts_on=self.on,
                    parent_id=self.id_of(body.parent) if body.parent else None,
                )  # fmt: skip
                self.ids[body.key] = made.pk
                for post in body.posts:
                    self.ids[post.key] = orgs.add_post(
                        actor=SYSTEM, body_id=made.pk, kind=post.kind, title=post.title, seats=post.seats,
                        leads=post.leads, starts_on=self.on, key=self._key_of(post.key),
                    ).pk  # fmt: skip
                    for person in post.persons:
                        orgs.appoint(actor=SYSTEM, person_id=person, post_id=self.ids[post.key], starts_on=self.on)
        for _line, _body, post in self.plan.new_posts():
            if post.b:
                orgs.set_substitute(self.ids[post.key], self.id_of(post.b), actor=SYSTEM)

    def _key_of(self, ref: Ref) -> str | None:
        """A key of its own for a B, by which it is known as one."""
        is_b = any(post.b == ref for _line, _body, post in self.plan.new_posts())
        return f"{self.row.pk}-{ref}-b" if is_b else None

    def _move(self) -> None:
        waiting = list(self.after.moves)
        while waiting:  # what should stand above must not stand below any more
            free = [(p, to) for p, to in waiting if p not in places.ancestors(self.id_of(to))] or waiting
            place_id, to = free[0]
            places.move(place_id, self.id_of(to), actor=SYSTEM, on=self.on)
            waiting.remove((place_id, to))
        for line in self.plan.lines:
            if line.verb == "rename":
                places.rename(line.place, line.name, actor=SYSTEM, on=self.on)

    def _posts(self) -> None:
        for body_id, to in self.after.bodies_kept:
            orgs.change_body(body_id, actor=SYSTEM, place_id=self.id_of(to), on=self.on)
        for body_id, above in self.after.bodies_rehung:
            orgs.change_body(body_id, actor=SYSTEM, parent_id=self.id_of(above) if above else 0, on=self.on)
        for post_id, body, place in self.after.posts_moved:
            orgs.move_post(post_id, actor=SYSTEM, body_id=self.id_of(body), place_id=self.id_of(place), on=self.on)

    def _matters(self) -> None:
        reason = f"{self.row.title} {self.row.basis}"
        for ended, to in self.plan.abolished.items():
            there = procedures.Matter.objects.filter(place=ended, parent=None).exclude(state="archived")
            for matter_id in list(there.order_by("id").values_list("id", flat=True)):
                procedures.relocate(matter_id, place_id=self.id_of(to), actor=SYSTEM, reason=reason, though_held=True)
            self.boards += disclosure.move_board(ended, self.id_of(to), actor=SYSTEM)
        done: list[int] = []
        for (matter_id, post), heir in self.after.heirs.items():
            procedures.succeed(matter_id, from_post=post, to_post=self.id_of(heir), reason=reason, actor=SYSTEM)
            done.append(matter_id)
        self.matters = len(set(done))
        heirs = {p: rest for p in self.after.posts_closed if (rest := self._heir_of_rest(p)) is not None}
        for post, heir_of_rest in heirs.items():
            procedures.inherit(post, heir_of_rest)
        to_places = {p: self.id_of(to) for p, to in self.plan.abolished.items()}
        to_bodies = {b: self.id_of(to) for b, to in self.after.body_heirs.items()}
        self.rows = pass_on(to_places, to_bodies, heirs, on=self.on, appointments=self._appointments())

    def _appointments(self) -> dict[int, int | None]:
        """From each appointment to a post that ends to what the same person was appointed to by the plan."""
        ending = orgs.Appointment.objects.filter(post__in=self.after.posts_closed, ended_at=None).order_by("id")
        new = [self.ids[post.key] for _line, _body, post in self.plan.new_posts()]
        begun = orgs.Appointment.objects.filter(post__in=new, ended_at=None).order_by("-id")
        comes = dict(begun.values_list("person_id", "id"))
        return {pk: comes.get(person) for pk, person in ending.values_list("id", "person_id")}

    def _heir_of_rest(self, post: int) -> int | None:
        said = self.plan.heirs.get(post)
        if said:
            return self.id_of(said)
        now = self.now.posts[post]
        above = self.after.above(self.plan.abolished.get(now.place, str(now.place)))
        rest = Held(0, post, now.place, "request:see", "", live=True)
        seat = nearest(above, rest, now.kind, self.now.kinds, self.after)
        return self.id_of(seat.ref) if seat else None

    def _close(self) -> None:
        for post_id in self.after.posts_closed:
            orgs.close_post(post_id, actor=SYSTEM, on=self.on)
        waiting = list(self.after.bodies_closed)
        while waiting:  # what stands below first
            above = {self.now.bodies[b].parent for b in waiting}
            free = [b for b in waiting if b not in above] or waiting
            for body_id in free:
                orgs.close_body(body_id, actor=SYSTEM, on=self.on)
            waiting = [b for b in waiting if b not in free]
        for place_id in sorted(self.plan.abolished, key=lambda p: -len(self.after.above(str(p)))):
            places.close_place(place_id, actor=SYSTEM, on=self.on)
