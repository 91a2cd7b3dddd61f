"""Papers of gardens: the receipt of a gift, the agreement of an adoption, the account of a project."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.numbers import spoken
from gongzhi.deliberation.models import Garden, Gift
from gongzhi.deliberation.queries import adoptions, gardens
from gongzhi.deliberation.rules.gardens import GiftState
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.orgs import public as orgs


def receipt(garden: Garden, gift_id: int) -> Paper:
    """What came in, from whom as it may be shown, with the two who counted it. Raises NotFound (not confirmed)."""
    gift = Gift.objects.filter(pk=gift_id, pledge__garden=garden, state=GiftState.CONFIRMED)
    found = gift.select_related("pledge__need").first()
    if found is None:
        raise NotFound("There is no such gift.")
    giver = gardens.titles(gardens.rules().givers).get(found.pledge.giver, "")
    return Paper(
        _("Receipt of a gift"), spoken(found.pledge.number),
        [
            (_("Project"), garden.title), (_("Given by"), f"{giver} {gardens.name_of(found.pledge, staff=True)}"),
            (_("What"), found.pledge.need.title), (_("Amount"), gardens.amount_words(found.pledge.need, found.amount)),
            (_("Received on"), f"{found.on:%Y-%m-%d}"),
        ],
        [Section("", [_("Given freely. Nothing was demanded, and nothing follows from giving or not giving.")])],
        [Signature(_("Received by")), Signature(_("Confirmed by"))], by=garden.place.name, day=clock.today(),
    )  # fmt: skip


def agreement(garden: Garden, adoption_id: int) -> Paper:
    """The agreement that both sign. Raises NotFound."""
    row = adoptions.adoption_of(garden, adoption_id)
    rules = gardens.rules()
    kind = gardens.titles(rules.adopters).get(row.adopter, "")
    term = f"{row.starts_on:%Y-%m-%d} – {row.ends_on:%Y-%m-%d}" if row.starts_on and row.ends_on else ""
    duties = [
        _("The adopter cares for the bed, and takes weeks of the rota: %(tasks)s.") % {
            "tasks": "、".join(gardens.titles(rules.tasks).values())},
        _("Weeks may be changed with another adopter. Who cannot come says so; there is no fine and no score."),
        _("The bed stays common ground; nothing is built or fenced in."),
        _("Either side may end this at any time; weeks to come then go to others."),
        _("The phone number serves the reminders alone and is deleted %(days)s days after the end.") % {
            "days": rules.keep_days},
    ]  # fmt: skip
    return Paper(
        _("Agreement on the adoption of a bed"), spoken(row.number),
        [
            (_("Project"), garden.title), (_("Bed"), row.plot.name),
            (_("Adopter"), f"{kind} {row.name}".strip()),
            (_("Time of the adoption"), term or _("%(n)s months") % {"n": rules.term_months}),
        ],
        [Section("", [f"{n}. {words}" for n, words in enumerate(duties, 1)])],
        [Signature(_("Adopter")), Signature(orgs.post_label(garden.post_id))],
        by=garden.place.name, day=row.signed_on,
    )  # fmt: skip


def account(garden: Garden, about: int) -> Paper:
    """What was needed, came in, was used and is left; each spending."""
    rows = [(r.need.title, r.wanted, r.received, r.used, r.left) for r in gardens.needs(garden)]
    spent = [(s["row"].on, s["row"].need.title, s["amount"], s["row"].words) for s in gardens.spendings(garden)]
    head = [_("What"), _("Needed"), _("Received so far"), _("Used"), _("Left over")]
    sections = [Section(_("What came in and what was used"), tables=[Table(head, rows, (3, 2, 2, 2, 2))])]
    if spent:
        words = [_("Day"), _("What"), _("Amount"), _("What for")]
        sections.append(Section(_("What it was used for"), tables=[Table(words, spent, (2, 2, 2, 5))]))
    if garden.left:
        sections.append(Section(_("What becomes of what is left over"), [garden.left]))
    return Paper(
        _("Account of %(title)s") % {"title": garden.title}, "", [(_("Where it is"), garden.where)], sections,
        [Signature(orgs.post_label(garden.post_id))], by=garden.place.name, day=clock.today(),
    )  # fmt: skip


BUILDERS: dict[str, Callable[[Garden, int], Paper]] = {"receipt": receipt, "agreement": agreement, "account": account}
