"""Every page in English has no Chinese words but those of data; without a browser, as the server says it: what scripts
say is handed to them by the page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.browser.test_every_page import address, pages, role_of, town, values, with_account

__all__ = ["town"]
pytestmark = pytest.mark.django_db(transaction=True)


class Words(HTMLParser):
    """The texts of a page that are said in the page's own language: not those inside an element with `lang`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said, self.language, self._open = list[str](), "", list[tuple[str, bool]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.language = known.pop("lang", None) or ""
        hidden = bool(self._open and self._open[-1][1]) or "lang" in known or tag in ("script", "style", "textarea")
        if not hidden:
            names = ("aria-label", "placeholder", "title", "alt", "data-label")
            self.said += [value for name in names if (value := known.get(name))]
        if tag not in _VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in {name for name, _hidden in self._open}:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and not self._open[-1][1]:
            self.said.append(data)


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def data_of() -> str:
    """All that is data: the texts of the pack in force and of the database."""
    from django.apps import apps
    from django.db.models import CharField, JSONField, TextField

    from gongzhi.orgs import public as orgs
    from gongzhi.packs import public as packs
    from gongzhi.people.public import Person

    said = [json.dumps(packs.active().model_dump(mode="json"), ensure_ascii=False)]
    said += [p.name for p in Person.objects.all()]
    said += orgs.post_labels(orgs.Post.objects.values_list("pk", flat=True)).values()  # joined where names overlap
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)]
        said += [json.dumps(row, ensure_ascii=False, default=str) for row in model.objects.values_list(*names)]  # type: ignore[attr-defined]
    return "\n".join(said)


def begun(reader: Client) -> str:
    """The key of a report whose words were written."""
    answer = reader.post("/report/", {"description": "望云路口路灯不亮,已经三天了"})
    return str(answer["Location"].split("/report/")[1].split("/")[0])


def test_every_page_is_in_english(town: Any) -> None:
    from tests.desks import account_of

    readers = {"": Client(headers={"accept-language": "en"})}
    known, wrong, chinese, data = with_account(values(town), town), list[str](), list[str](), data_of()
    known["key"] = begun(readers[""])
    for route in pages():
        role, path = role_of(route), address(route, known, town)
        if role not in readers:
            readers[role] = Client(headers={"accept-language": "en"})
            readers[role].force_login(account_of(town.settled.holders[town.water if role == "water" else role][0]))
        readers[role].get("/kit/language/en/?next=/")
        page = Words(readers[role].get(path, follow=True).content.decode())
        if not page.language.startswith("en"):
            chinese.append(route)
        said = {run for text in page.said for run in re.findall(r"[\u4e00-\u9fff]+", text)}
        if any(run not in data for run in said):
            data = data_of()  # some pages write: what is read leaves its trace
        if left := not path.startswith("/kit/") and sorted(run for run in said if run not in data):
            wrong.append(f"{path}: not in English: {left}")
    assert wrong == []
    assert [route for route in chinese if not route.endswith("/print/")] == []  # sheets for a wall or a file
