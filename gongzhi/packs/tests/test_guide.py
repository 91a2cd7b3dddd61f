"""The guide for people who write packs leaves no field out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from gongzhi.packs.schema import Pack

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "packs.md"


def models(start: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every one that its fields are made of."""
    found: list[type[BaseModel]] = []
    waiting: list[Any] = [start]
    while waiting:
        here = waiting.pop()
        waiting.extend(get_args(here))
        if isinstance(here, type) and issubclass(here, BaseModel) and here not in found:
            found.append(here)
            waiting.extend(f.annotation for f in here.model_fields.values())
    yield from found


def test_the_guide_names_every_field_of_the_schema() -> None:
    text = GUIDE.read_text("utf-8")
    fields = {(model.__name__, name) for model in models(Pack) for name in model.model_fields}
    assert len(fields) > 120
    assert sorted(f"{model}.{name}" for model, name in fields if f"`{name}`" not in text) == []
