"""Pages with several acts: each a form of its own below a heading, open with what was typed where it was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import refusals_to


@dataclass(frozen=True, slots=True)
class Panel:
    """One act of a page: `verb` ends its address; `form` may be empty (only a button)."""

    verb: str
    title: Any
    form: Form
    button: Any
    hint: Any = ""
    second: bool = True  # a quiet button


Run = Callable[[dict[str, Any]], object]


def bound(make: Callable[..., Form], request: HttpRequest, verb: str) -> Form:
    """The form of an act with what was sent; its fields carry the verb, so that a page holds several."""
    return make(request.POST, request.FILES, prefix=verb)


def perform(form: Form, run: Run) -> bool:
    """Do it if what was typed allows; a refusal of the rules stands beside its field. Whether it was done."""
    if not form.is_valid():
        return False
    with refusals_to(form, Invalid, NotAllowed):
        run(form.cleaned_data)
    return not form.errors


def photos_of(data: Mapping[str, Any], actor: Actor, *, only_images: bool = False) -> list[int]:
    """The files of a form's photo fields, taken in."""
    take = files.accept_image if only_images else files.accept_document
    return [take(data[n], actor=actor).pk for n in ("photo", "photo2") if data.get(n)]


def verb_of(verbs: Mapping[str, Any], verb: str) -> Any:
    """What stands for a verb of the address. Raises NotFound."""
    if verb not in verbs:
        raise NotFound("There is no such act.")
    return verbs[verb]
