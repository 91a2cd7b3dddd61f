"""Attachments of a form that publishes: taken in at once and kept over a refusal, so that nobody sends them twice."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing
from django.http import QueryDict
from django.utils.http import urlencode

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid
from gongzhi.disclosure.forms import FILES
from gongzhi.files import public as files
from gongzhi.kit.forms import Form

SALT = "gongzhi.disclosure.attachments"
MOST = 6


def take_in(form: Form, actor: Actor) -> list[files.StoredFile]:
    """Store what was sent with the form, besides what it kept; the form then keeps them all. Raises Invalid (of the
    field)."""
    found = kept(form)
    for name in FILES:
        upload = form.cleaned_data.get(name)
        if not upload:
            continue
        try:
            found.append(files.accept_open(upload, actor=actor))
        except Invalid as error:
            raise Invalid(error.message, field=name, **error.params) from None
    if len(found) > MOST:
        raise Invalid("At most %(most)s attachments.", field=FILES[0], most=MOST)
    form.data = QueryDict(urlencode(form.data, doseq=True), mutable=True)
    form.data["kept"] = signing.dumps([f.pk for f in found], salt=SALT)
    return found


def kept(form: Form) -> list[files.StoredFile]:
    """What an earlier attempt brought, as long as nobody attached it."""
    try:
        ids = signing.loads(str(form.data.get("kept") or signing.dumps([], salt=SALT)), salt=SALT, max_age=86400)
    except signing.BadSignature:
        return []
    return list(files.StoredFile.objects.filter(pk__in=ids, about=None).order_by("id"))


def words_in(found: Sequence[files.StoredFile], *, looked: bool) -> dict[str, str]:
    """The name and words of each file, to be scanned, by a title for people. Raises Invalid where one cannot be read
    and nobody has looked at it."""
    words = {f.name or str(f.pk): f"{f.name}\n{files.words_of(f)}" for f in found}
    unread = [f for f in found if len(words[f.name or str(f.pk)].strip()) <= len(f.name) + 1]
    if unread and not looked:
        raise Invalid(
            "The words in %(name)s cannot be read by the program. Look at it, and say so below.",
            field="looked", name=unread[0].name or unread[0].pk,
        )  # fmt: skip
    return words
