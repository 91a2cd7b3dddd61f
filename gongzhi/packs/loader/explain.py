"""Pydantic's errors as mistakes with file, line and key."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from gongzhi.packs.loader.files import Mapping, Mark, Sequence
from gongzhi.packs.loader.mistakes import Mistake

_SIMPLE = {
    "model_type": "not_mapping",
    "model_attributes_type": "not_mapping",
    "dict_type": "not_mapping",
    "tuple_type": "not_list",
    "string_type": "not_text",
    "int_type": "not_whole",
    "int_parsing": "not_whole",
    "int_from_float": "not_whole",
    "float_type": "not_number",
    "float_parsing": "not_number",
    "bool_type": "not_bool",
    "bool_parsing": "not_bool",
    "date_type": "not_date",
    "date_from_datetime_parsing": "not_date",
    "date_parsing": "not_date",
    "string_pattern_mismatch": "bad_pattern",
    "source_one_of": "source_one_of",
}
_LIMITED = {
    "greater_than_equal": ("too_small", "ge"),
    "less_than_equal": ("too_big", "le"),
    "greater_than": ("more_than", "gt"),
    "less_than": ("less_than", "lt"),
    "string_too_short": ("too_short", "min_length"),
    "string_too_long": ("too_long", "max_length"),
    "too_short": ("too_few", "min_length"),
}


def explain(error: ValidationError, data: Mapping, model: type[BaseModel]) -> list[Mistake]:
    """Every error of `error` in the words of `mistakes.WORDS`, located in `data`."""
    return [_one(detail, data, model) for detail in error.errors(include_url=False)]


def _one(detail: Any, data: Mapping, model: type[BaseModel]) -> Mistake:
    loc: tuple[int | str, ...] = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    mark, path = locate(data, loc)
    if kind == "missing":
        if loc[-1] == "source":
            return Mistake(*mark, path, "missing_source")
        return Mistake(*mark, path, "missing", {"name": loc[-1]})
    if kind == "extra_forbidden":
        name = str(loc[-1])
        near = get_close_matches(name, _names(model, loc[:-1]), n=1)
        return Mistake(*mark, path, *_near("unknown_field", {"name": name}, near))
    if kind in _LIMITED:
        code, key = _LIMITED[kind]
        return Mistake(*mark, path, code, {"limit": context.get(key)})
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        near = get_close_matches(str(detail.get("input")), expected.split(", "), n=1)
        return Mistake(*mark, path, *_near("not_choice", {"choices": expected.replace(", ", "、")}, near))
    if kind in ("duplicate_key", "quote_too_long", "bad_intervals", "no_bound", "bounds_crossed", "days_crossed"):
        return Mistake(*mark, path, kind, dict(context))
    if kind in _SIMPLE:
        return Mistake(*mark, path, _SIMPLE[kind])
    return Mistake(*mark, path, "other", {"detail": detail["msg"]})


def _near(code: str, params: dict[str, Any], near: list[str]) -> tuple[str, dict[str, Any]]:
    return (f"{code}_near", {**params, "near": near[0]}) if near else (code, params)


def locate(data: Any, loc: tuple[int | str, ...]) -> tuple[Mark, str]:
    """File and line of `loc`, or of the nearest thing around it that exists, and its path with keys for numbers."""
    mark: Mark = getattr(data, "mark", ("", 1))
    path, here = "", data
    for part in loc:
        if isinstance(here, Mapping):
            path = f"{path}.{part}" if path else str(part)
            if part not in here:
                here = None
                continue
            mark, here = here.marks[str(part)], here[str(part)]
        elif isinstance(here, Sequence) and isinstance(part, int) and part < len(here):
            item = here[part]
            key = item.get("key") if isinstance(item, Mapping) else None
            path = f"{path}[{key if isinstance(key, str) else part}]"
            mark, here = here.marks[part], item
        elif part != "[key]":
            path, here = (f"{path}.{part}" if path else str(part)), None
    return mark, path


def _names(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    current: type[BaseModel] | None = model
    for part in loc:
        if current is None or isinstance(part, int):
            continue
        field = current.model_fields.get(str(part))
        current = _model_in(field) if field else None
    return list(current.model_fields) if current else []


def _model_in(field: FieldInfo) -> type[BaseModel] | None:
    waiting: list[Any] = [field.annotation]
    while waiting:
        here = waiting.pop()
        if isinstance(here, type) and issubclass(here, BaseModel):
            return here
        waiting.extend(get_args(here))
    return None
