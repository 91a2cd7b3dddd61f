"""The figures of an area for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.exchange.tests.test_api import staff
from gongzhi.insight import public as insight
from gongzhi.ledger import public as ledger
from gongzhi.requests import public as requests
from gongzhi.standards import public as standards

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.mark.django_db
def test_a_program_reads_what_its_owner_sees(city: Settled) -> None:
    draft = requests.Draft(
        description="锦桥路口的路灯不亮", name="老周", contact_phone="13800138000", lon=106.7065, lat=26.5895,
        type_key="streetlight",
    )  # fmt: skip
    requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    ledger.sequence_all()
    insight.bring_forward()

    def get(post: str, **query: str) -> tuple[int, dict[str, Any]]:
        answer, found = staff(city, post).get(f"insight?{urlencode(query)}")
        return answer.status_code, found

    status, found = get("director")
    assert status == 200
    assert found["total"] == found["total"] | {"came": 1, "done": 0, "open": 1, "green": 1, "by_stars": [0] * 5}
    assert [row["type"] for row in found["types"]] == ["streetlight"]
    assert sum(row["came"] for row in found["places"]) == 1
    assert len(found["steps"]) == 31
    assert found["behind"] is False
    assert get("director", place="5")[0] == 404
    assert get("director", period="custom", since="2026-03-05", until="2026-03-01")[0] == 422
    worker = next(key for key in city.posts if key.startswith("worker-"))
    assert get(worker)[0] == 403


@pytest.mark.django_db
def test_a_program_reads_the_gaps_that_its_owner_sees(city: Settled) -> None:
    standards.sweep()

    def get(post: str, **query: str) -> tuple[int, dict[str, Any]]:
        answer, found = staff(city, post).get(f"gaps?{urlencode(query)}")
        return answer.status_code, found

    status, found = get("supervisor")
    assert status == 200
    assert "secretary" in {gap["rule"] for gap in found["gaps"]}
    (gap,) = [g for g in found["gaps"] if g["rule"] == "secretary"]
    assert (gap["value"], gap["required"], gap["clause"]) == (0, 1, "八 差额直选了31个新建社区党委书记")
    assert get("supervisor", rule="secretary")[1]["gaps"] == [gap]
    assert get("supervisor", state="mended")[1]["gaps"] == []
    assert get("supervisor", place="5")[0] == 404
    assert get("supervisor", state="nonsense")[0] == 422
    worker = next(key for key in city.posts if key.startswith("worker-"))
    assert get(worker) == (200, {"gaps": [], "after": ""})
