"""`gongzhi duplicates`: the contract's form, bad input, and New York's records where the shared data is."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from math import cos, hypot, radians
from pathlib import Path

import pytest

from gongzhi.site.cli import main

COLUMNS = "id=编号,time=时间,type=类型,lat=纬度,lon=经度"
ROWS = """编号,时间,类型,纬度,经度
b,2026-03-03 10:00,井盖,26.60000,106.70000
a,2026-03-02 10:00,井盖,26.60010,106.70010
c,2026-03-03 11:00,路灯,26.60000,106.70000
d,2026-03-04 10:00,井盖,26.61000,106.70000
e,2026-03-20 10:00,井盖,26.60000,106.70000
f,2026-03-20 10:00,井盖,,
g,改天,井盖,26.60000,106.70000
"""
NEW_YORK = Path(__file__).parents[4] / "shared/data/311/nyc_311_animals_2025.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_pairs_with_the_earlier_first(tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding)
    assert main(["duplicates", str(file), "--columns", COLUMNS, "--metres", "50", "--days", "7", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"pairs": [["a", "b"]]}
    assert "2 行" in printed.err  # what could not be compared is said
    assert main(["duplicates", str(file), "--columns", COLUMNS, "--metres", "2000", "--days", "30"]) == 0
    assert capsys.readouterr().out.splitlines()[:1] == ["a\tb"]


@pytest.mark.parametrize(
    "more",
    [
        ["--columns", "id=编号,time=时间"],
        ["--columns", COLUMNS.replace("纬度", "高度")],
        ["--columns", COLUMNS + ",colour=红"],
        ["--columns", COLUMNS, "--metres", "0"],
        ["--columns", COLUMNS, "--days", "nan"],
    ],
)
def test_bad_input_gets_a_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, "utf-8")
    assert main(["duplicates", str(file), *more]) == 2
    assert capsys.readouterr().err.startswith("gongzhi duplicates: ")
    assert main(["duplicates", str(tmp_path / "none.csv"), "--columns", COLUMNS]) == 2


@pytest.mark.skipif(not NEW_YORK.exists(), reason="../shared/data is not here: New York's records are not compared")
def test_new_york(capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]) -> None:
    columns = "id=Unique Key,time=Created Date,type=Complaint Type,lat=Latitude,lon=Longitude"
    began = time.perf_counter()
    assert main(["duplicates", str(NEW_YORK), "--columns", columns, "--metres", "50", "--days", "7", "--json"]) == 0
    took = time.perf_counter() - began
    found = [tuple(pair) for pair in json.loads(capsys.readouterr().out)["pairs"]]
    expected, records = _compared_all(NEW_YORK)
    hits = {later for _, later in found}
    right = len(expected & set(found))
    precision, recall = right / len(found), right / len(expected)
    for name, value in (("precision", precision), ("recall", recall), ("s_per_1000", took * 1000 / records)):
        record_property(name, value)
    assert (records, len(found), len(hits)) == (4907, 3976, 1272)
    assert (precision, recall) == (1.0, 1.0)
    assert took * 1000 / records < 1.0


def _compared_all(path: Path) -> tuple[set[tuple[str, str]], int]:
    """The pairs by comparing all of a type with all, on the plane: nothing of the product's own."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [
            (datetime.strptime(r["Created Date"], "%m/%d/%Y %H:%M"), r["Unique Key"], r["Complaint Type"],  # noqa: DTZ007
             float(r["Latitude"]), float(r["Longitude"]))
            for r in csv.DictReader(lines) if r["Latitude"]
        ]  # fmt: skip
    rows.sort(key=lambda r: r[0])
    week, pairs = timedelta(days=7), set()
    for n, (at, key, kind, lat, lon) in enumerate(rows):
        east = 111_195 * cos(radians(lat))
        for earlier in range(n - 1, -1, -1):
            at0, key0, kind0, lat0, lon0 = rows[earlier]
            if at - at0 >= week:
                break
            if kind0 == kind and hypot((lat - lat0) * 111_195, (lon - lon0) * east) <= 50:
                pairs.add((key0, key))
    return pairs, len(rows)
