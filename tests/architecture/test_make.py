"""Objects made without Django's constructor are those that it makes."""

from __future__ import annotations

import pytest

from gongzhi.kit.db.make import make, stored
from gongzhi.people.models import Contact, Person
from gongzhi.procedures.models import Matter
from gongzhi.requests.models import Request

pytestmark = pytest.mark.django_db


def test_made_as_django_makes_them() -> None:
    for model, given in (
        (Person, {"name": "王"}), (Contact, {"person_id": 7, "kind": "phone"}),
        (Matter, {"title": "t", "place_id": 3}), (Request, {"matter_id": 9, "number": "1", "located": True}),
    ):  # fmt: skip
        ours, django = make(model, **given), model(**given)
        drawn = {"id", "created_at", "updated_at", "opened_at", "due_at"}
        assert set(vars(ours)) == set(vars(django))
        assert {k: v for k, v in vars(ours).items() if k not in drawn | {"_state"}} == {
            k: v for k, v in vars(django).items() if k not in drawn | {"_state"}
        }
        assert ours._state.adding
        assert (ours.pk is None) == (django.pk is None)


def test_each_has_its_own() -> None:
    first, second = make(Request, matter_id=1), make(Request, matter_id=2)
    first.attributes["x"] = ["y"]
    assert second.attributes == {}
    assert make(Person).pk != make(Person).pk


def test_a_wrong_name_is_told() -> None:
    with pytest.raises(TypeError, match="Person has no phone"):
        make(Person, phone="138")


def test_related_objects_and_saving_work() -> None:
    person = make(Person, name="李")
    person.save(force_insert=True)
    contact = make(Contact, person_id=person.pk, kind="phone", sealed="s", index="i")
    contact.save(force_insert=True)
    assert contact.person == person
    read = stored(
        Person, {"id": person.pk, "name": "改", "alias": "", "created_at": person.created_at, "erased_at": None}
    )
    read.save()
    assert Person.objects.get(pk=person.pk).name == "改"
