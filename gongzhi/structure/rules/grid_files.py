"""Files of grids and buildings, row by row: GeoJSON, or a table with columns for the coordinates. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import np, shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_BYTES = 6 * 1024 * 1024
MOST_ROWS = 5_000
_NAMES = ("name", "名称", "网格名称", "楼栋", "楼栋名称", "title")
_CODES = ("code", "代码", "编码", "网格编码")
_ADDRESSES = ("address", "地址", "详细地址")
_LONS, _LATS = ("lon", "lng", "经度", "longitude"), ("lat", "纬度", "latitude")
_PARENTS = ("parent", "上级", "所属片区", "所属网格")


@dataclass(slots=True)
class Item:
    """A row as it was read; `shape` or `point` (lon, lat) as given, not yet judged; `problem` says what is wrong."""

    row: int
    name: str
    code: str = ""
    address: str = ""
    parent: str = ""
    shape: BaseGeometry | None = None
    point: tuple[float, float] | None = None
    problem: Invalid | None = None


def features(data: bytes) -> Iterator[Item]:
    """The features of a GeoJSON FeatureCollection, the first is row 1. Raises Invalid for the file as a whole."""
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise Invalid("The file cannot be read as GeoJSON: %(why)s.", field="file", why=error) from None
    found = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(found, list):
        raise Invalid("The file must be a GeoJSON FeatureCollection.", field="file")
    if len(found) > MOST_ROWS:
        raise Invalid("The file has more than %(most)s rows. Split it.", field="file", most=MOST_ROWS)
    for row, feature in enumerate(found, start=1):
        yield _feature(row, feature)


def _feature(row: int, feature: Any) -> Item:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return Item(row, "", problem=Invalid("This is not a GeoJSON feature with properties."))
    item = _item(row, {str(k).strip().lower(): v for k, v in feature["properties"].items()})
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return item
    try:
        made = shapely.geometry.shape(geometry)
    except (ValueError, TypeError, IndexError, AttributeError, KeyError, shapely.errors.ShapelyError):
        item.problem = item.problem or Invalid("The coordinates of the outline cannot be read.")
        return item
    if made.geom_type == "Point" and not made.is_empty:
        item.point = (made.x, made.y)
    else:
        item.shape = made
    return item


def table_row(row: int, cells: Mapping[str, str]) -> Item:
    """A row of a table; `cells` by the names of the columns, in lower case."""
    item = _item(row, cells)
    lon, lat = _pick(cells, _LONS), _pick(cells, _LATS)
    if lon or lat:
        try:
            item.point = (float(lon), float(lat))
        except ValueError:
            item.problem = item.problem or Invalid("The coordinates cannot be read.")
    return item


def _item(row: int, cells: Mapping[str, Any]) -> Item:
    name = " ".join(_pick(cells, _NAMES).split())
    item = Item(row, name[:80], _pick(cells, _CODES)[:32], _pick(cells, _ADDRESSES)[:200], _pick(cells, _PARENTS)[:80])
    if not name or len(name) > 80 or not any(c.isalnum() for c in name):
        item.problem = Invalid("A name has 1 to 80 characters.")
    return item


def _pick(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = cells.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def shifted(item: Item, to_wgs84: Any) -> None:
    """Bring the coordinates into WGS 84: `to_wgs84(lon, lat)`."""
    if item.point is not None:
        item.point = to_wgs84(*item.point)
    if item.shape is not None:
        item.shape = shapely.transform(item.shape, lambda p: np.array([to_wgs84(x, y) for x, y in p]), interleaved=True)
