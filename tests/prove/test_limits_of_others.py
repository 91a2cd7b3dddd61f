"""Baltimore's 10,000 reports: each type's limit learnt from one half gives the due dates of the other half, and the
late rate of the report over the imported rows is the city's own: 1,567 of 9,555. Both databases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongzhi.core import clock
from gongzhi.core.worktime import learn, national
from gongzhi.kit.tables import open_table
from gongzhi.requests import loader
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

NAME = "311/baltimore_311_sample.csv"
PLACES = (Path("/work/shared/data"), Path(__file__).parents[3] / "shared" / "data")
FILE = next((p / NAME for p in PLACES if (p / NAME).is_file()), None)
pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(FILE is None, reason="shared/data/311 is not here: nothing to learn from"),
]


def rows() -> list[learn.Sample]:
    assert FILE is not None
    table = open_table(FILE.read_bytes())
    return list(loader.promises(loader.lines(table, loader.guess(table.header), clock.now())))


@pytest.mark.parametrize("half", [0, 1])
def test_one_half_tells_the_due_dates_of_the_other(half: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Halves: every second row of those with a due date, in the order of the file; then the other way round."""
    samples, calendar = rows(), national()
    taught, asked = samples[half::2], samples[1 - half :: 2]
    limits = {found.key: found.limit for found in learn.learn(taught, calendar)}
    known = [(limit, start, due) for key, start, due in asked if (limit := limits.get(key)) is not None]
    right = sum(learn.predict(start, limit, calendar) == due for limit, start, due in known)
    unseen = sorted({key for key, _start, _due in asked} - limits.keys())
    report = {"taught": len(taught), "asked": len(asked), "types_taught": len(limits), "predicted": len(known),
              "right": right, "share_of_predicted": right / len(known), "share_of_all": right / len(asked),
              "types_in_one_half_only": len(unseen), "their_rows": len(asked) - len(known)}  # fmt: skip
    with capsys.disabled():
        sys.stdout.write(f"{json.dumps(report)}\n")
    assert len(samples) == 9714
    assert len({key for key, _start, _due in samples}) == 209
    assert right == len(known)
    assert right / len(asked) > 0.99


@pytest.mark.django_db
def test_the_late_rate_of_the_imported_rows_is_theirs(city: Settled) -> None:
    from gongzhi.orgs import public as orgs

    assert FILE is not None
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = requests.imports.importing(clerk).post_id
    run, table = requests.imports.start(
        FILE.read_bytes(), file_name=FILE.name, source="baltimore", post_id=post_id, actor=clerk
    )
    requests.imports.check(run, run.columns, table=table)
    assert (run.counts["rows"], run.counts["good"], run.counts["wrong"]) == (10_000, 10_000, 0)
    requests.imports.perform(run, actor=clerk, table=table)
    assert requests.late_of_import(run.pk) == (9555, 1567)
    again, _ = requests.imports.start(
        FILE.read_bytes(), file_name=FILE.name, source="baltimore", post_id=post_id, actor=clerk
    )
    requests.imports.check(again, again.columns)
    assert (again.counts["known"], again.counts["good"]) == (10_000, 0)
