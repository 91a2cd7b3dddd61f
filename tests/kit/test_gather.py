"""INSERTs that wait for each other: sent before anything that may want to see them, all or none."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongzhi.core.errors import Conflict
from gongzhi.core.ids import new_id
from gongzhi.kit.db.gather import gathered, notes
from gongzhi.kit.db.insert import insert
from gongzhi.people.models import Contact, Person

pytestmark = pytest.mark.django_db


def people(number: int) -> list[Person]:
    return [Person(id=new_id(), name=f"{n}%s甲") for n in range(number)]


def test_one_trip_on_postgresql() -> None:
    first, second = people(2)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked, gathered():
        insert([first])
        insert([Contact(id=new_id(), person_id=second.pk, kind="phone", index="1", sealed="x")])  # before its person
        insert([second])
        assert notes() is not None
        assert len(asked) == 0
    sent = [q["sql"] for q in asked.captured_queries if "INSERT" in q["sql"]]
    assert len(sent) == (1 if connection.vendor == "postgresql" else 3)
    assert Person.objects.filter(pk__in=[first.pk, second.pk]).count() == 2
    assert notes() is None


def test_a_reader_in_between_sees_what_waited() -> None:
    first, second = people(2)
    with transaction.atomic(), gathered():
        insert([first])
        insert([second])
        assert Person.objects.get(pk=second.pk).name == "1%s甲"


def insert_all(rows: list[Person]) -> None:
    with transaction.atomic(), gathered():
        for row in rows:
            insert([row])
        if not rows[-1].name:
            raise Conflict("too late")


def test_what_fails_takes_all_with_it() -> None:
    first, second = people(2)
    with pytest.raises(IntegrityError):
        insert_all([first, second, Person(id=first.pk, name="the same id")])
    with pytest.raises(Conflict):
        insert_all([first, Person(id=new_id(), name="")])
    assert notes() is None
    assert not Person.objects.filter(pk__in=[first.pk, second.pk]).exists()
