"""A week of the shipped community: every row as expected, read from what the pages read."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.ledger import public as ledger
from gongzhi.stories.public import tell

ROWS = {f"A{n}" for n in (1, 2, 3, 4, 5, 8, 9, 10, 11, 13, 16)} | {"B4", "C1", "C2", "C3", "C5", "D7", "E1", "E8", "E9"}


@pytest.mark.prove  # three weeks of it are settled in make test by test_demo.py
@pytest.mark.walk
@pytest.mark.django_db(transaction=True)
def test_a_week_proves_its_rows() -> None:
    result = tell("guiyang", seed=1, begin=date(2026, 3, 30), weeks=1)  # Qingming at its end
    assert set(result["rows"]) == ROWS
    wrong = {
        (key, name): figure
        for key, row in result["rows"].items()
        for name, figure in row["figures"].items()
        if not row["ok"]
    }
    assert wrong == {}
    assert all(f["source"] for row in result["rows"].values() for f in row["figures"].values())
    assert result["rows"]["C2"]["figures"]["open_when_the_story_ended"]["value"] >= 1
    assert result["ledger"] == {"entries": ledger.head().size, "head": ledger.head().root}
    with pytest.raises(ValueError, match="not empty"):
        tell("guiyang", seed=1, begin=date(2026, 3, 30), weeks=1)
