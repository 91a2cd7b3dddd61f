"""Personal data that was found, with its place in the text."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.disclosure.rules import Finding, Kind, PersonalDataFound
from gongzhi.kit.forms import Form

MOST = 40
KIND_WORDS = {
    Kind.MOBILE: gettext_noop("Mobile number"),
    Kind.LANDLINE: gettext_noop("Telephone number"),
    Kind.IDENTITY: gettext_noop("Identity number"),
    Kind.BANK_CARD: gettext_noop("Bank card number"),
    Kind.EMAIL: gettext_noop("E-mail address"),
    Kind.ACCOUNT: gettext_noop("Account of a messenger"),
    Kind.PLATE: gettext_noop("Number plate"),
    Kind.HOME: gettext_noop("Home of a resident"),
    Kind.NAME: gettext_noop("Name"),
}


def marked(found: PersonalDataFound, form: Form, words: Mapping[str, str]) -> list[dict[str, object]]:
    """Each finding with a few characters before and behind it, of the form's fields or of `words` (attachments)."""
    every = [_in_context(name, hit, form, words) for name, hits in found.findings.items() for hit in hits]
    return every[:MOST]


def _in_context(name: str, hit: Finding, form: Form, words: Mapping[str, str]) -> dict[str, object]:
    text = words.get(name) or str(form.data.get(name, "")).strip()
    return {
        "field": form.fields[name].label if name in form.fields else name,
        "kind": _(KIND_WORDS[hit.kind]),
        "before": text[max(0, hit.start - 12) : hit.start],
        "excerpt": hit.excerpt,
        "behind": text[hit.end : hit.end + 12],
        "blocks": hit.blocks,
    }
