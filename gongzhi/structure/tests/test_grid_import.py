"""Grids and buildings from files: every row looked at, the good ones together or nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.places import public as places
from gongzhi.structure.models import GridChange
from gongzhi.structure.tests.test_grids import client_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def _send(client: Client, home: int, what: str, content: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/desk/structure/grids/{home}/import/", {"what": what, "crs": "wgs84", "file": file})


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(payload|file_name|what|crs|wrong)" value="([^"]*)"', page))


def test_buildings_with_bad_rows(city: Settled) -> None:
    client, home = client_of(city, "director"), city.places["zhonghua"]
    point = places.get(city.places["building-01-1"])
    rows = ["名称,地址,经度,纬度,代码"]
    rows += [f"新楼{n}栋,望云路{n}号,{point.lon},{point.lat},NB-{n}" for n in range(300)]
    rows += [
        ",无名,106.7,26.5,",
        "远楼,远处,120.1,30.2,",
        "无点楼,某处,,,",
        "新楼1栋,重复,106.7,26.58,",
        "乱,乱,abc,26,",
    ]
    page = _send(client, home, "buildings", "\n".join(rows).encode("gb18030"), "楼栋.csv").content.decode()
    for words in ("社区范围之外", "名称重复", "楼栋要有位置", "导入 300 行，舍去有错的 5 行"):
        assert words in page
    assert not places.find_address("新楼7栋", within=home)
    sent = _hidden(page)
    forged = client.post(f"/desk/structure/grids/{home}/import/", {**sent, "payload": "AAAA"})
    assert forged.status_code == 422
    assert client.post(f"/desk/structure/grids/{home}/import/", sent).status_code == 302
    found = places.find_address("新楼7栋", within=home)
    assert [p.parent_id for p in found] == [city.places["grid-01"]]  # fallen in by itself
    again = _send(client, home, "buildings", "\n".join(rows).encode("gb18030"), "楼栋.csv").content.decode()
    assert "导入全部" not in again
    assert client.post(f"/desk/structure/grids/changes/{GridChange.objects.get().pk}/undo/").status_code == 302
    assert not places.find_address("新楼7栋", within=home)


def test_grids_come_back_from_their_export_and_bad_ones_say_why(city: Settled) -> None:
    client, home = client_of(city, "director"), city.places["zhonghua"]
    exported = client.get(f"/desk/structure/grids/{home}/grids.geojson").content
    whole = json.loads(exported)
    whole["features"] = [f for f in whole["features"] if f["properties"]["level"] == "网格"]
    page = _send(client, home, "grid", json.dumps(whole).encode(), "grids.geojson").content.decode()
    assert "已有，没有变化" in page
    assert "导入全部" not in page
    crossing = [[106.703, 26.586], [106.705, 26.588], [106.705, 26.586], [106.703, 26.588], [106.703, 26.586]]
    far = [[120, 30], [120.1, 30], [120.1, 30.1], [120, 30]]
    good = [[106.703, 26.586], [106.704, 26.586], [106.704, 26.587], [106.703, 26.586]]
    features = [
        {"type": "Feature", "properties": {"name": n}, "geometry": {"type": "Polygon", "coordinates": [r]}}
        for n, r in (("交叉格", crossing), ("远格", far), ("好格", good), ("", good))
    ]
    features.append({"type": "Feature", "properties": {"name": "无界格"}, "geometry": None})
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    page = _send(client, home, "grid", content, "a.geojson").content.decode()
    for words in ("自相交叉", "大部分在社区范围之外", "网格要有边界", "导入 1 行，舍去有错的 4 行"):
        assert words in page
    assert client.post(f"/desk/structure/grids/{home}/import/", _hidden(page)).status_code == 302
    assert [p.name for p in places.children(city.places["section-1"])][-1] == "好格" or places.find_address("好格")


def test_a_file_that_is_none(city: Settled) -> None:
    client, home = client_of(city, "director"), city.places["zhonghua"]
    for content, name in (
        (b"{oops", "a.geojson"),
        (b"%PDF-1", "a.pdf"),
        (b'{"features": 3}', "b.json"),
        (b"\n", "c.csv"),
    ):
        assert _send(client, home, "grid", content, name).status_code == 422
    assert client_of(city, "supervisor").get(f"/desk/structure/grids/{home}/import/").status_code == 403
