"""When the keys change, everything that a mediation sealed is encrypted anew, and reads as before without the old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from gongzhi.core import clock
from gongzhi.kit import crypto
from gongzhi.mediation import public as mediation
from gongzhi.mediation.actions.reseal import SEALED
from gongzhi.mediation.models import Case, Sitting
from gongzhi.mediation.tests.test_cases import NAMES, WORDS, given
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("yaan")


def sealed_values() -> list[str]:
    return [v for model, field, _b in SEALED for v in model._default_manager.values_list(field, flat=True) if v]


def test_a_new_key_takes_over_what_was_sealed(town: Settled, settings: Any, manual_clock: Any) -> None:
    index, old, new = (crypto.new_line(*a) for a in (("i", crypto.INDEX), ("k1", crypto.AES), ("k2", crypto.SM4)))
    settings.FIELD_KEYS = f"{old}\n{index}"
    case, actor = given(town), town.actor("mediator")
    mediation.steps.arrange(case, "mediate", town.posts["mediator"], actor=actor)
    mediation.steps.fill(case, {"facts": "厨房在卧室上面", "origin": "去年换了灶台"}, actor=actor)
    sitting = mediation.sittings.call(case, starts_at=clock.now() + timedelta(hours=1), venue="调解室", actor=actor)
    manual_clock.advance(timedelta(hours=2))
    mediation.sittings.hold(case, sitting.pk, came=2, notes="当面谈了", actor=actor)
    Case.objects.filter(pk=case.pk).update(terms=mediation.cases.seal("早六点以前不剁肉", "terms", case.pk))
    before = sealed_values()
    assert len(before) == 6  # words, terms, two sides, a form, an appointment

    settings.FIELD_KEYS = f"{new}\n{old}\n{index}"
    assert (mediation.reseal(limit=1), mediation.reseal(), mediation.reseal()) == (5, 1, 0)
    assert all(v.startswith("v1$k2$sm4-gcm$") for v in sealed_values())
    settings.FIELD_KEYS = f"{new}\n{index}"  # the old key is thrown away
    case.refresh_from_db()
    assert mediation.cases.unseal(case.words, "words", case.pk) == WORDS
    assert mediation.cases.unseal(case.terms, "terms", case.pk) == "早六点以前不剁肉"
    assert [s.name for s in mediation.cases.sides(case)] == list(NAMES)
    assert mediation.cases.sheets(case)["look"]["origin"] == "去年换了灶台"
    held = Sitting.objects.get()
    assert mediation.cases.unseal(held.sealed, "sitting", held.pk) == "当面谈了"


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(town: Settled, settings: Any) -> None:
    index, old, new = (crypto.new_line(*a) for a in (("i", crypto.INDEX), ("k1", crypto.AES), ("k2", crypto.AES)))
    settings.FIELD_KEYS = f"{old}\n{index}"
    given(town)
    before = sealed_values()
    settings.FIELD_KEYS = f"{new}\n{index}"
    with pytest.raises(crypto.CannotDecrypt):
        mediation.reseal()
    assert sealed_values() == before


def test_every_column_that_is_encrypted_is_known() -> None:
    known = {(model, field) for model, field, _bound in SEALED}
    named = {(m, f.name) for m in apps.get_app_config("mediation").get_models() for f in m._meta.fields
             if f.name in {"sealed", "words", "terms"}}  # fmt: skip
    assert named == known
