"""Files of places, row by row: CSV `code,name,level,parent,kind`, GeoJSON features, one feature a line.

Pure: reads and checks form; whether a parent exists is the importer's question. Rows stream.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import np, shapely
from gongzhi.places.rules import crs as crs_rules
from gongzhi.places.rules import shapes
from gongzhi.places.rules.kinds import PlaceKind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_CODE = re.compile(r"[0-9A-Za-z-]{1,32}")
_KIND = re.compile(r"[a-z][a-z-]{1,23}")
_COLUMNS = {"code", "name", "level", "parent", "kind", "address", "lon", "lat"}
_LEVELS = {"1": PlaceKind.PROVINCE, "2": PlaceKind.CITY, "3": PlaceKind.COUNTY}
_WORDS = {
    "居委会": PlaceKind.COMMUNITY,
    "类似居委会": PlaceKind.COMMUNITY,
    "村委会": PlaceKind.VILLAGE,
    "类似村委会": PlaceKind.VILLAGE,
    "街道": PlaceKind.STREET,
    "镇": PlaceKind.TOWN,
    "乡": PlaceKind.TOWNSHIP,
    "网格": PlaceKind.GRID,
    "小区": PlaceKind.ESTATE,
    "楼栋": PlaceKind.BUILDING,
}
_ENDS = (("街道", PlaceKind.STREET), ("镇", PlaceKind.TOWN), ("乡", PlaceKind.TOWNSHIP), ("苏木", PlaceKind.TOWNSHIP))


@dataclass(slots=True)
class Line:
    """A row that is well formed, or not: then `problem` says why."""

    row: int  # as a person counts: the header of a CSV is row 1, the first feature is 1
    code: str
    name: str
    parent: str
    kind: str
    shape: BaseGeometry | None = None
    point: tuple[float, float] | None = None
    address: str = ""
    problem: Invalid | None = None


def lines(path: Path, crs: str = "wgs84") -> Iterator[Line]:
    """The rows of a file, by its ending: .csv, .geojson or .json, .geojsonl. Raises Invalid for the file as a whole."""
    ending = path.with_suffix("").suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    if ending == ".csv":
        yield from _csv(path)
    elif ending in {".geojson", ".json", ".geojsonl", ".jsonl"}:
        for row, feature in enumerate(_features(path, by_line=ending.endswith("l")), start=1):
            yield _feature(row, feature, crs)
    else:
        raise Invalid("The file must end in .csv, .geojson or .geojsonl.", field="file")


def _text(path: Path, newline: str | None = None) -> IO[str]:
    """The file as text, unpacked where it is packed (.gz)."""
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline=newline)
    return path.open(encoding="utf-8-sig", newline=newline)


def _csv(path: Path) -> Iterator[Line]:
    try:
        with _text(path, newline="") as source:
            reader = csv.reader(source)
            header = [h.strip().lower() for h in next(reader, [])]
            missing = [c for c in ("code", "name", "parent") if c not in header]
            if missing:
                raise Invalid("The first row must name the columns; missing: %(columns)s.", columns=", ".join(missing))
            columns = {name: i for i, name in enumerate(header) if name in _COLUMNS}
            width = len(header)
            pick = itemgetter(*columns.values())
            for cells in reader:
                if any(cells):
                    padded = cells if len(cells) >= width else cells + [""] * (width - len(cells))
                    get = dict(zip(columns, map(str.strip, pick(padded)), strict=True))
                    yield _line(reader.line_num, get, too_wide=len(cells) > width)
    except UnicodeDecodeError:
        raise Invalid("The file is not UTF-8. Save it as “CSV UTF-8”.", field="file") from None
    except (csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise Invalid("The file cannot be read as CSV: %(why)s.", field="file", why=error) from None


def _line(row: int, get: dict[str, str], *, too_wide: bool = False) -> Line:
    line = Line(row, get["code"], get["name"], get["parent"], "", address=get.get("address", "")[:200])
    try:
        if too_wide:
            raise Invalid("There are more cells than columns.")
        _check_names(line)
        line.kind = _kind(get.get("kind", ""), get.get("level", ""), line.name)
        if get.get("lon") or get.get("lat"):
            line.point = _point([get.get("lon", ""), get.get("lat", "")])
    except Invalid as problem:
        line.problem = problem
    return line


def _check_names(line: Line) -> None:
    if not _CODE.fullmatch(line.code):
        raise Invalid("A code has letters, digits and hyphens, at most 32.", field="code")
    if line.parent and not _CODE.fullmatch(line.parent):
        raise Invalid("The code of the parent has letters, digits and hyphens, at most 32.", field="parent")
    if line.parent == line.code:
        raise Invalid("A place cannot stand below itself.", field="parent")
    if line.name.isalnum() and len(line.name) <= 80:  # nearly all of them
        return
    line.name = " ".join(line.name.split())
    if not line.name or len(line.name) > 80 or not any(c.isalnum() for c in line.name):
        raise Invalid("A name has 1 to 80 characters.", field="name")


def _kind(word: str, level: str, name: str) -> str:
    """The stored kind: a known word, a key of our own, or what the level says."""
    if word:
        if (known := _WORDS.get(word)) is not None:
            return known.value
        if _KIND.fullmatch(word):
            return word
        raise Invalid("Unknown kind: %(kind)s.", field="kind", kind=word[:24])
    if level in _LEVELS:
        return _LEVELS[level].value
    if level == "4":
        return next((k.value for end, k in _ENDS if name.endswith(end)), PlaceKind.STREET.value)
    raise Invalid("Neither kind nor level says what this place is.", field="kind")


def _features(path: Path, *, by_line: bool) -> Iterator[Any]:
    try:
        with _text(path) as source:
            if by_line:
                for text in source:
                    if text.strip(" \t\r\n\x1e"):
                        try:
                            yield json.loads(text.strip("\x1e \t\r\n"))
                        except ValueError:
                            yield None
                return
            whole = json.load(source)
    except (UnicodeDecodeError, ValueError) as error:
        raise Invalid("The file cannot be read as GeoJSON: %(why)s.", field="file", why=error) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list):
        raise Invalid("The file must be a GeoJSON FeatureCollection.", field="file")
    features = whole["features"]
    features.reverse()
    while features:  # let go of what was read
        yield features.pop()


def _feature(row: int, feature: Any, crs: str) -> Line:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return Line(row, "", "", "", "", problem=Invalid("This is not a GeoJSON feature with properties."))
    get = {
        k: str(v).strip() for k, v in feature["properties"].items() if v is not None and not isinstance(v, dict | list)
    }
    line = _line(row, {"code": "", "name": "", "parent": "", "kind": PlaceKind.GRID.value, **get})
    if line.problem is None and (geometry := feature.get("geometry")) is not None:
        try:
            if isinstance(geometry, dict) and geometry.get("type") == "Point":
                line.point = crs_rules.to_wgs84(*_point(geometry.get("coordinates")), crs)
            else:
                made = shapes.from_geojson(geometry)
                line.shape = (
                    made if crs == "wgs84" else shapes.checked(shapely.transform(made, _shift(crs), interleaved=True))
                )
        except Invalid as problem:
            line.problem = problem
    return line


def _shift(crs: str) -> Any:

    return lambda points: np.array([crs_rules.to_wgs84(x, y, crs) for x, y in points])


def _point(pair: Any) -> tuple[float, float]:
    try:
        lon, lat = float(pair[0]), float(pair[1])
    except (TypeError, ValueError, IndexError, KeyError):
        raise Invalid("The coordinates cannot be read.", field="lon") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid("Longitude must be within ±180 and latitude within ±90, longitude first.", field="lon")
    return lon, lat
