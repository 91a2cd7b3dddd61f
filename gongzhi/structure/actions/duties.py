"""Responsibility lists: drafted from the templates or last year's, written, issued, reported on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.structure import events
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models import DutyItem, DutyProof, DutySheet
from gongzhi.structure.queries import duties as queries
from gongzhi.structure.rules.duties import SheetState, day_in


@transaction.atomic
def draft(*, actor: Actor, year: int, from_last_year: bool) -> int:
    """Drafts of all lists of one's area that are not there yet for the year, from the pack's templates, or with the
    entries of last year's list where there is one; how many. Raises Forbidden, Invalid."""
    if not scopes(actor, Permission.DUTY_EDIT):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.DUTY_EDIT)
    if year not in queries.years():
        raise Invalid("Choose one of the years.", field="year")
    missing = queries.to_draft(actor, year)
    last = _last_year(year - 1, [b.pk for _t, b, _p in missing]) if from_last_year else {}
    items: list[DutyItem] = []
    for template, body, post in missing:
        title = f"{template.title}" if post is None else f"{template.title}（{post.title}）"
        sheet = DutySheet(
            year=year, template=template.key, title=title[:60], body=body, post=post, place_id=body.place_id,
            public=template.public,
        )  # fmt: skip
        sheet.save(force_insert=True)
        before = last.get((template.key, body.pk, post.pk if post else None))
        items += _copied(sheet, before) if before else _from_template(sheet, template)
        codes: dict[str, str | int | bool | None] = {"year": year, "template": template.key, "body": body.pk}
        ledger.record(events.DUTY_DRAFTED, stream=sheet.pk, actor=actor, codes=codes, first=True)
    DutyItem.objects.bulk_create(items)
    return len(missing)


def _from_template(sheet: DutySheet, template: packs.DutyList) -> list[DutyItem]:
    return [
        DutyItem(
            sheet=sheet, position=n, title=e.title, number=e.number, unit=e.unit, due_on=day_in(sheet.year, e.due),
            records=e.records,
        )
        for n, e in enumerate(template.entries, start=1)
    ]  # fmt: skip


def _copied(sheet: DutySheet, before: list[DutyItem]) -> list[DutyItem]:
    return [
        DutyItem(
            sheet=sheet, position=i.position, title=i.title, number=i.number, unit=i.unit, records=i.records,
            due_on=day_in(sheet.year, f"{i.due_on:%m-%d}"),
        )
        for i in before
    ]  # fmt: skip


def _last_year(year: int, body_ids: Sequence[int]) -> dict[tuple[str, int, int | None], list[DutyItem]]:
    found: dict[tuple[str, int, int | None], list[DutyItem]] = {}
    rows = DutyItem.objects.filter(sheet__year=year, sheet__body__in=list(body_ids)).select_related("sheet")
    for item in rows.order_by("position", "id"):
        found.setdefault((item.sheet.template, item.sheet.body_id, item.sheet.post_id), []).append(item)
    return found


def _require_draft(sheet: DutySheet, actor: Actor) -> None:
    if not queries.edits(actor, sheet):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.DUTY_EDIT)
    if sheet.state != SheetState.DRAFT:
        raise NotAllowed("The list stands; its entries cannot be changed any more.")


@transaction.atomic
def write_item(
    sheet: DutySheet, *, actor: Actor, title: str, due_on: date, number: int | None = None, unit: str = "",
    item_id: int | None = None,
) -> None:  # fmt: skip
    """A new entry of a draft, or another wording of one. Raises Forbidden, NotAllowed, NotFound, Invalid."""
    _require_draft(sheet, actor)
    if due_on.year != sheet.year:
        raise Invalid("Choose a day of the year of the list.", field="due_on")
    columns = {"title": title.strip(), "number": number, "unit": unit.strip() if number else "", "due_on": due_on}
    if item_id is None:
        last = DutyItem.objects.filter(sheet=sheet).aggregate(last=Max("position"))["last"] or 0
        DutyItem(sheet=sheet, position=last + 1, **columns).save(force_insert=True)
    elif not DutyItem.objects.filter(pk=item_id, sheet=sheet).update(**columns):
        raise NotFound("There is no such entry.")
    codes: dict[str, str | int | bool | None] = {"due": str(due_on), "number": number}
    ledger.record(events.DUTY_WRITTEN, stream=sheet.pk, actor=actor, codes=codes, texts={"title": title.strip()})


@transaction.atomic
def remove_item(sheet: DutySheet, item_id: int, *, actor: Actor) -> None:
    """Take an entry out of a draft."""
    _require_draft(sheet, actor)
    gone = DutyItem.objects.filter(pk=item_id, sheet=sheet).first()
    if gone is None:
        raise NotFound("There is no such entry.")
    DutyItem.objects.filter(pk=item_id).delete()
    ledger.record(events.DUTY_REMOVED, stream=sheet.pk, actor=actor, codes={}, texts={"title": gone.title})


@transaction.atomic
def issue(sheet: DutySheet, *, actor: Actor) -> None:
    """From now on the list stands; whoever it is of hears of it. Raises Forbidden, NotAllowed, Conflict."""
    _require_draft(sheet, actor)
    if not DutyItem.objects.filter(sheet=sheet).exists():
        raise NotAllowed("A list without entries cannot be issued.")
    found = DutySheet.objects.filter(pk=sheet.pk, version=sheet.version, state=SheetState.DRAFT)
    if not found.update(state=SheetState.ISSUED, issued_at=clock.now(), version=F("version") + 1):
        raise Conflict("Somebody else changed this list meanwhile.")
    ledger.record(events.DUTY_ISSUED, stream=sheet.pk, actor=actor, codes={"year": sheet.year})
    posts = orgs.live_posts().filter(body=sheet.body_id).order_by("-leads", "id").values_list("pk", flat=True)
    post_id = sheet.post_id or posts.first()
    if post_id is not None:
        with translation.override(settings.LANGUAGE_CODE):
            text = _("Your responsibility list of %(year)s stands: %(title)s")
            text %= {"year": sheet.year, "title": sheet.title}
        tell(orgs.holder_of(post_id).person_id, text, key=f"duty-{sheet.pk}", about=sheet.pk)


@transaction.atomic
def report(
    item: DutyItem, *, actor: Actor, amount: int, words: str, record_id: int | None = None, photos: Sequence[int] = ()
) -> DutyProof:
    """Progress of an entry with what proves it. Raises Forbidden, Invalid, NotAllowed."""
    sheet = item.sheet
    if not queries.reports(actor, sheet):
        raise Forbidden("Your posts do not allow this here.")
    if sheet.state != SheetState.ISSUED or item.records:
        raise NotAllowed("This entry is counted from records, or its list does not stand yet.")
    if not words.strip():
        raise Invalid("Say what was done.", field="words")
    if record_id is not None and record_id not in {pk for pk, _title in queries.records_to_link(sheet)}:
        raise Invalid("Choose one of the records.", field="record")
    by = next((p.post_id for p in actor.posts if p.body_id == sheet.body_id), actor.posts[0].post_id)
    proof = DutyProof(item=item, amount=amount, words=words.strip(), record_id=record_id, post_id=by)
    proof.save(force_insert=True)
    files.attach(photos, about=proof.pk)
    DutyItem.objects.filter(pk=item.pk).update(done=F("done") + amount)
    codes: dict[str, str | int | bool | None] = {"item": item.pk, "amount": amount, "record": record_id}
    ledger.record(events.DUTY_REPORTED, stream=sheet.pk, actor=actor, codes=codes, texts={"words": proof.words})
    return proof


@transaction.atomic
def withdraw(proof: DutyProof, *, actor: Actor) -> None:
    """Take back what was reported by mistake; it stays in the ledger. Raises Forbidden, Conflict."""
    sheet = proof.item.sheet
    if not queries.reports(actor, sheet):
        raise Forbidden("Your posts do not allow this here.")
    if not DutyProof.objects.filter(pk=proof.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
        raise Conflict("This was taken back already.")
    DutyItem.objects.filter(pk=proof.item_id).update(done=F("done") - proof.amount)
    codes: dict[str, str | int | bool | None] = {"item": proof.item_id, "amount": proof.amount}
    ledger.record(events.DUTY_WITHDRAWN, stream=sheet.pk, actor=actor, codes=codes)
