"""An estate of the sub-district pack, under the office, with a contract and homes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.property.actions import estates, orders, ratings
from gongzhi.property.models import Contract, Dwelling, Estate, Order
from gongzhi.property.queries import ratings as codes
from gongzhi.property.rules.dwellings import labels
from gongzhi.property.rules.quarters import first_of
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

GRADES = {"cleaning": 5, "security": 4, "repairs": 3, "manner": 4}


def picture(kind: str = "JPEG") -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30) if kind == "JPEG" else (30, 30, 200)).save(out, kind)
    return out.getvalue()


@dataclass
class Managed:
    """The town with one estate: 禾丰家园一区, 900 homes of which 24 are entered."""

    town: Settled
    estate: Estate
    contract: Contract
    office: Actor
    third: Actor
    manager: Actor

    def code(self, label: str) -> str:
        """The code on the slip of a home, in the present quarter."""
        return codes.code_of(Dwelling.objects.get(estate=self.estate, label=label), first_of(clock.today()))

    def order(self, **more: object) -> Order:
        """An order about the lights."""
        draft = orders.OrderDraft("lights", "3栋地下车库的灯一半不亮", 4)
        return orders.issue(self.estate, draft, actor=self.office)


@pytest.fixture
def managed(db: None, manual_clock: object, settings: Any, tmp_path: Path) -> Iterator[Managed]:
    settings.FILES_ROOT = tmp_path / "files"
    for town in settled("subdistrict"):
        office = town.actor("property-inspector")
        estate = estates.take_in(town.places["grid-1"], area_m2=90_000, households=900, actor=office)
        today = clock.today()
        draft = estates.ContractDraft(
            town.bodies["property-a"], today.replace(month=1, day=1), date(today.year + 1, 12, 31), 120, ("cleaning",)
        )
        contract = estates.contract(estate, draft, actor=office)
        ratings.add_dwellings(estate, labels("3栋", 2, 6, 2), actor=office)
        yield Managed(town, estate, contract, office, town.actor("cooperative-monitor"), town.actor("property-manager"))
