"""A pack that has English titles shows them to who reads English; Chinese readers see the Chinese ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from gongzhi.packs import public as packs
from gongzhi.requests.tests.conftest import Report
from tests.desks import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """The language of the last page stays in force for the thread."""
    with translation.override(translation.get_language()):
        yield


def test_the_parts_of_a_pack_are_named_in_the_readers_language(city: Any, desk: Desk, report: Report) -> None:
    about = report(lon=106.708, lat=26.5895)
    kind = packs.active().request_type(about.type_key)
    path = f"/desk/requests/{about.number}/"
    for page in (path, "/desk/intake/", "/procedures/request365/", "/desk/procedures/", "/desk/requests/"):
        chinese = desk("worker-05").get(page, headers={"accept-language": "zh-CN"}).content.decode()
        english = desk("worker-05").get(page, headers={"accept-language": "en"}).content.decode()
        for item in (kind, packs.active().procedure("request365"), packs.active().procedure("request365").steps[0]):
            if f">{item.title}<" in chinese:
                assert item.title_en in english.replace("&#x27;", "'"), (page, item.title)
                assert f">{item.title}<" not in english, (page, item.title)
    said = desk("worker-05").get(path, headers={"accept-language": "en"}).content.decode()
    assert kind.title_en in said
    chart = desk("worker-05").get("/procedures/request365/", headers={"accept-language": "en"}).content.decode()
    assert "Not rated, Rated" in chart
    assert packs.active().procedure("request365").steps[0].title_en in said
    assert (
        packs.active().channel("hall").title_en
        in desk("worker-05").get("/desk/intake/", headers={"accept-language": "en"}).content.decode()
    )
