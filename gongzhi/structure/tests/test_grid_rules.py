"""Reading outlines and lines, cutting and joining; no database."""

from __future__ import annotations

import pytest
import shapely

from gongzhi.core.errors import Invalid
from gongzhi.structure.rules import grid_files, grids

SQUARE = shapely.box(106.70, 26.58, 106.71, 26.59)


def test_points_in_either_order_and_with_any_marks() -> None:
    assert grids.points_of("106.7，26.5\n26.6 106.8；106.9,26.7") == [(106.7, 26.5), (106.8, 26.6), (106.9, 26.7)]
    with pytest.raises(Invalid, match="Line"):
        grids.points_of("106.7, 26.5\n106.7")
    with pytest.raises(Invalid, match="Line"):
        grids.points_of("200, 100")


def test_an_outline_is_typed_or_pasted() -> None:
    typed = grids.outline_of("106.7, 26.5\n106.8, 26.5\n106.8, 26.6")
    assert typed["coordinates"][0][0] == typed["coordinates"][0][-1]
    pasted = '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}}'
    assert grids.outline_of(pasted)["type"] == "Polygon"
    for wrong in ("{", '{"type": "Feature"}', "106.7, 26.5"):
        with pytest.raises(Invalid):
            grids.outline_of(wrong)
    assert grids.outline_of(grids.text_of(SQUARE))["type"] == "Polygon"


def test_cut_into_two_also_by_a_line_that_ends_inside() -> None:
    for line in ("106.69, 26.585\n106.72, 26.585", "106.704, 26.585\n106.706, 26.585"):
        north, south = grids.cut(SQUARE, grids.line_of(line))
        assert (north.side, south.side) == ("north", "south")
        assert north.shape.area == pytest.approx(south.shape.area)
    west, east = grids.cut(SQUARE, grids.line_of("106.702, 26.57\n106.702, 26.6"))
    assert (west.side, east.side) == ("west", "east")
    assert west.shape.area < east.shape.area
    with pytest.raises(Invalid, match="does not cut"):
        grids.cut(SQUARE, grids.line_of("106.69, 26.60\n106.72, 26.60"))
    with pytest.raises(Invalid, match="parts"):
        grids.cut(SQUARE, grids.line_of("106.69, 26.585\n106.72, 26.585\n106.72, 26.587\n106.69, 26.587"))


def test_what_was_cut_joins_again_without_a_slit() -> None:
    halves = grids.cut(SQUARE, grids.line_of("106.69, 26.5852\n106.72, 26.5847"))
    whole = grids.joined([h.shape for h in halves])
    assert whole.geom_type == "Polygon"
    assert whole.area == pytest.approx(SQUARE.area, rel=1e-6)
    apart = grids.joined([SQUARE, shapely.box(107, 27, 107.1, 27.1)])
    assert apart.geom_type == "MultiPolygon"


def test_rows_of_files() -> None:
    row = grid_files.table_row(2, {"名称": " 1 栋 ", "经度": "106.7", "纬度": "26.5", "代码": "B1"})
    assert (row.name, row.point, row.code, row.problem) == ("1 栋", (106.7, 26.5), "B1", None)
    assert grid_files.table_row(3, {"名称": "2栋", "经度": "x", "纬度": "1"}).problem is not None
    assert grid_files.table_row(4, {"名称": "——"}).problem is not None
    found = list(
        grid_files.features(b'{"features": [{"properties": {"name": "A"}, "geometry": {"type": "Polygon"}}, 3]}')
    )
    assert [i.problem is not None for i in found] == [True, True]
    with pytest.raises(Invalid):
        list(grid_files.features(b"[]"))
