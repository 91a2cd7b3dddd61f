"""Files of places: good rows in, wrong rows named with their reason, the same file twice changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.places import public as places
from gongzhi.places.actions import import_
from gongzhi.places.models import Place
from gongzhi.places.rules import crs
from gongzhi.places.tests.conftest import LAT, LON, SIDE, Town, square

ROOT = Path(__file__).parents[3]
SHARED = next((d for d in (ROOT.parent / "shared", ROOT.parent.parent / "shared") if d.exists()), ROOT)  # a worktree
SLICE = SHARED / "data/divisions/guiyang_5201.csv"

HEAD = "code,name,level,parent,kind\n"
ROWS = """520100000000,贵阳市,2,,
520103001001,东新社区居委会,5,520103001000,居委会
520103000000,云岩区,3,520100000000,
520103001000,文昌阁街道,4,520103000000,
,无码,5,520103001000,居委会
520103001009,孤儿,5,520199999999,居委会
520103001010,孤儿之子,5,520103001009,村委会
520103001001,重复,5,520103001000,居委会
520103001011,什么,5,520103001000,天外
520103001012,甲,5,520103001013,居委会
520103001013,乙,5,520103001012,居委会
520103001014,a,b,c,d,e,f
"""


def write(tmp_path: Path, text: str | bytes, name: str = "a.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def load(file: Path, **more: object) -> tuple[places.ImportReport, list[tuple[int, str]]]:
    wrong: list[tuple[int, str]] = []
    report = places.import_places(
        file, actor=SYSTEM, on_wrong=lambda line, why: wrong.append((line.row, str(why))), **more
    )
    return report, sorted(wrong)


def test_good_rows_go_in_and_wrong_ones_are_named(db: None, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + ROWS)
    preview, wrong = load(file, dry_run=True)
    assert (preview.added, preview.wrong, preview.committed, Place.objects.count()) == (4, 8, False, 0)
    report, again = load(file)
    assert again == wrong
    assert [row for row, _ in wrong] == [6, 7, 8, 9, 10, 11, 12, 13]
    assert (report.added, report.committed) == (4, True)
    community = places.by_code("520103001001")
    assert [p.name for p in places.chain(community.pk)] == ["贵阳市", "云岩区", "文昌阁街道", "东新社区居委会"]
    assert (community.kind, community.home_district, community.initials) == ("community", "520103", "dxsqjwh")


def test_the_same_file_twice(db: None, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + ROWS)
    load(file)
    report, _ = load(file)
    assert (report.added, report.already_there, Place.objects.count()) == (0, 4, 4)


def test_another_name_for_a_code_is_a_dated_change_not_an_import(db: None, tmp_path: Path) -> None:
    load(write(tmp_path, HEAD + "520100000000,贵阳市,2,,\n"))
    report, wrong = load(write(tmp_path, HEAD + "520100000000,筑城市,2,,\n"))
    assert (report.added, len(wrong), places.by_code("520100000000").name) == (0, 1, "贵阳市")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"code;name\n", "a.csv"),
        (b"", "a.csv"),
        ("code,name,parent\n1,贵阳,\n".encode("gbk"), "a.csv"),
        (b"{", "a.geojson"),
        (b"[]", "a.geojson"),
        (b"x", "a.xlsx"),
    ],
)
def test_files_that_are_none(db: None, tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises(Invalid):
        load(write(tmp_path, content, name))


def test_only_the_system_imports(db: None, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        places.import_places(write(tmp_path, HEAD), actor=ANONYMOUS)


def feature(code: str, name: str, parent: str, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": code, "name": name, "parent": parent}, "geometry": geometry}


def test_grids_from_geojson(town: Town, tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    features = [
        feature("520103001002001", "甲网格", town.east.code, square(4, 4)),
        feature("520103001002002", "领结", town.east.code, bow),
        feature("520103001002003", "线", town.east.code, {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}),
        {"type": "Feature"},
    ]
    file = write(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}), "g.geojson")
    report, wrong = load(file)
    assert (report.added, [row for row, _ in wrong]) == (1, [2, 3, 4])
    found = places.locate(LON + 4.5 * SIDE, LAT + 4.5 * SIDE)
    assert found.grid_id == places.by_code("520103001002001").pk
    assert found.ancestors[-2] == town.east.pk
    lines = write(tmp_path, "\n".join(json.dumps(f) for f in features[1:]) + "\n{", "g.geojsonl")
    assert [row for row, _ in load(lines)[1]] == [1, 2, 3, 4]


def test_an_outline_drawn_in_gcj02_lands_in_the_right_spot(town: Town, tmp_path: Path) -> None:
    drawn = square(4, 4)
    ring = [list(crs.wgs84_to_gcj02(x, y)) for x, y in drawn["coordinates"][0]]  # type: ignore[index]
    shifted = feature("520103001002001", "甲网格", town.east.code, {"type": "Polygon", "coordinates": [ring]})
    file = write(tmp_path, json.dumps({"type": "FeatureCollection", "features": [shifted]}), "g.geojson")
    load(file, crs="gcj02")
    assert places.locate(LON + 4.02 * SIDE, LAT + 4.02 * SIDE).grid_id is not None
    assert places.locate(LON + 3.98 * SIDE, LAT + 4.02 * SIDE).grid_id is None


@pytest.mark.skipif(not SLICE.exists(), reason="../shared/data is not here")
def test_a_real_city(db: None) -> None:
    report, wrong = load(SLICE)
    assert (report.added, wrong, report.kinds["community"], report.kinds["village"]) == (1762, [], 654, 949)
    assert places.find_address("qianling")


def indexes() -> list[tuple[str, object]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Place._meta.db_table)
    return sorted((name, what["columns"], what["unique"], what["foreign_key"]) for name, what in found.items())  # type: ignore[misc]


@pytest.mark.parametrize("there", [False, True])
def test_indexes_made_after_many_rows_are_the_same(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    if there:
        places.add_place(kind="province", name="贵州省", code="520000000000", actor=SYSTEM)
    before, steps = indexes(), list[tuple[str, int]]()
    monkeypatch.setattr(import_, "_MANY", 2)
    report = places.import_places(
        write(tmp_path, HEAD + ROWS), actor=SYSTEM, progress=lambda what, rows: steps.append((what, rows))
    )
    assert (report.added, indexes()) == (4, before)
    assert (("indexed", 4) in steps) is not there  # nobody is kept from reading places that are in use
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(code="520103001001").update(code="520103001000")


def test_signs_in_an_address_stay(db: None, tmp_path: Path) -> None:
    load(write(tmp_path, 'code,name,level,parent,address\n1,甲市,2,,"a\\b\\N\t{1}%s ""楼"""\n'))
    assert places.by_code("1").address == 'a\\b\\N\t{1}%s "楼"'
