"""`gongzhi topics` on a year of one city's messages: what people know to be one matter is gathered, and little else.

The data is not ours and stays where it is; what a matter is, a name or a word in a title says: anybody can check it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gongzhi.site.cli import main

FILE = Path(__file__).parents[3] / "shared/data/requests/messages_with_likes.csv"
pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(not FILE.exists(), reason="shared/data/requests is not here: nothing to gather"),
]
# what the titles say: (pattern, share of such titles in one group, share of the group that speaks of it)
MATTERS = (
    ("伊景园", 0.95, 0.95),
    ("丽发新城", 0.8, 0.95),
    ("58车", 0.8, 0.95),
    ("绿地海外滩", 0.95, 0.85),
    ("泉星公园", 0.75, 0.95),
    ("江山帝景", 0.5, 0.95),
    ("人才.*补贴|购房补贴", 0.45, 0.85),
    ("魅力之城", 0.4, 0.7),  # one estate, several matters
)


def test_groups_about_one_matter(
    capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    assert main(["topics", str(FILE), "--json"]) == 0
    topics = json.loads(capsys.readouterr().out)
    assert [sorted(t) for t in topics[:1]] == [["from", "messages", "place", "title", "to"]]
    with FILE.open(encoding="utf-8-sig", newline="") as lines:
        rows = {r["留言编号"]: (r["留言主题"], r["留言主题"] + r["留言详情"]) for r in csv.DictReader(lines)}
    gathered = [key for topic in topics for key in topic["messages"]]
    assert len(rows) == 4326
    assert len(gathered) == len(set(gathered))  # nobody's message stands in two groups
    record_property("groups", len(topics))
    record_property("gathered", len(gathered))
    for pattern, recall, precision in MATTERS:
        wanted = {key for key, (title, _) in rows.items() if re.search(pattern, title)}
        best = max(topics, key=lambda t: len(wanted.intersection(t["messages"])))
        found = len(wanted.intersection(best["messages"])) / len(wanted)
        right = sum(bool(re.search(pattern, rows[key][1])) for key in best["messages"]) / len(best["messages"])
        record_property(pattern, f"{found:.2f} of {len(wanted)}, {right:.2f} of {len(best['messages'])}")
        assert found >= recall, (pattern, found)
        assert right >= precision, (pattern, right)
    hottest = [t["place"] for t in topics[:2]]
    assert {"丽发新城", "伊景园"} == set(hottest)
    assert topics[0]["from"] < topics[0]["to"]
