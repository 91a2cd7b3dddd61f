"""What a round of talks agreed: a matter of the post that carries it out, looked at in a later round."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.talks import under_way
from gongzhi.deliberation.models import Agreed, Round, Series
from gongzhi.deliberation.queries import talks as queries
from gongzhi.deliberation.rules.talks import TALK_TASK
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures

DO, CHECK = "do", "check"  # steps of the procedure


@transaction.atomic
def agree(series: Series, *, title: str, owner: int, due_on: date, actor: Actor) -> Agreed:
    """The round agreed on something: `owner` carries it out until `due_on`, as a matter of its post."""
    row = under_way(series, actor)
    days = (due_on - clock.today()).days
    if len(title.strip()) < 2:
        raise Invalid("Say it in a few words.", field="title")
    if days < 1:
        raise Invalid("Choose a day that lies ahead.", field="due_on")
    if owner not in dict(queries.owners(series)):
        raise Invalid("Choose one of the posts.", field="owner")
    disclosure.check_texts({"title": title}, "")
    matter = procedures.open_matter(
        kind=TALK_TASK, procedure=queries.rules().procedure, place_id=series.place_id, title=title.strip()[:120],
        holder_post=owner, holder_person=orgs.holder_of(owner).person_id, actor=actor,
        limit=Limit(days, Unit.CALENDAR_DAYS),
    )  # fmt: skip
    made = Agreed(matter=matter, series=series, round=row, owner_id=owner, due_on=due_on)
    made.save(force_insert=True)
    person = orgs.holder_of(owner).person_id
    notices.tell(
        [person] if person else [], lambda: _("Agreed in talks, with you until %(day)s: %(title)s") % {
            "day": due_on, "title": matter.title}, key=f"agreed-{matter.pk}", about=matter.pk, by_sms=False,
    )  # fmt: skip
    codes: events.Codes = {"round": row.pk, "matter": matter.pk, "owner": owner, "due": str(due_on)}
    ledger.record(events.AGREED, stream=series.pk, actor=actor, codes=codes, texts={"title": matter.title})
    return made


@transaction.atomic
def report(agreed: Agreed, *, words: str, actor: Actor) -> None:
    """It is done, says its owner; the next round looks at it. Raises Forbidden, Invalid, NotAllowed."""
    matter = agreed.matter
    if matter.step != DO or matter.state != "open":
        raise NotAllowed("This task is not being worked on.")
    if matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that holds the matter can do this.")
    if len(words.strip()) < 2:
        raise Invalid("Say what was done.", field="words")
    disclosure.check_texts({"words": words}, "")
    matter = procedures.choose(
        matter.pk, outcome="report", actor=actor, vouched=True, version=matter.version, internal_text=words.strip()
    )
    _hand_over(matter, agreed.series.post_id, _("To be checked in the next round"), actor)
    Agreed.objects.filter(pk=agreed.pk).update(evidence=words.strip())
    _note(agreed, "reported", None, actor)


def _hand_over(matter: procedures.Matter, post_id: int, why: str, actor: Actor) -> None:
    to = orgs.successor_of(post_id) or matter.holder_post_id
    if to != matter.holder_post_id:
        procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=to, reason=why, actor=actor)


def _note(agreed: Agreed, state: str, row: Round | None, actor: Actor) -> None:
    codes: events.Codes = {"matter": agreed.pk, "state": state, "round": row.pk if row else None}
    ledger.record(events.AGREED_STATE, stream=agreed.series_id, actor=actor, codes=codes)


@transaction.atomic
def check(series: Series, agreed_id: int, *, struck: bool, words: str, actor: Actor) -> None:
    """The round under way strikes off what was reported, or lets it go on with the reason. Raises as it says."""
    row = under_way(series, actor)
    agreed = Agreed.objects.filter(pk=agreed_id, series=series).select_related("matter", "round").first()
    if agreed is None:
        raise NotFound("There is no such matter.")
    if agreed.round.n >= row.n:
        raise NotAllowed("What a round agrees is struck off in a later one.")
    if agreed.matter.step != CHECK or agreed.matter.state != "open":
        raise NotAllowed("Nothing is reported that could be struck off.")
    if not struck and len(words.strip()) < 2:
        raise Invalid("Say why.", field="words")
    matter = agreed.matter
    if struck:
        procedures.choose(
            matter.pk, outcome="strike", actor=actor, vouched=True, version=matter.version,
            public_text=words.strip() or agreed.evidence,
        )  # fmt: skip
        Agreed.objects.filter(pk=agreed.pk).update(struck=row, struck_on=clock.today())
    else:
        matter = procedures.choose(
            matter.pk, outcome="back", actor=actor, vouched=True, version=matter.version, reason=words.strip(),
            internal_text=words.strip(),
        )  # fmt: skip
        _hand_over(matter, agreed.owner_id, words.strip(), actor)
    _note(agreed, "struck" if struck else "back", row, actor)
