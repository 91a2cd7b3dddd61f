"""Masks; showing in clear needs a post, a reason, leaves a trace, and has a limit; rotation of keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from gongzhi.access.public import Actor, ActorKind, HeldPost
from gongzhi.core.errors import Forbidden, Invalid, NotFound, TooMany
from gongzhi.kit import crypto
from gongzhi.ledger.public import entries_of
from gongzhi.people.models import Contact, Person
from gongzhi.people.public import (
    contact_of,
    create_person,
    mask_email,
    mask_name,
    mask_phone,
    reveal,
    rotate_contacts,
    seen_of,
)
from gongzhi.people.rules import REVEALS_A_DAY

PLACE = 7


def worker(*permissions: str, place: int = PLACE) -> Actor:
    person = Person.objects.create(name="王干事")
    post = HeldPost(1, "k", 99, place, frozenset(permissions), 55)
    return Actor(ActorKind.STAFF, person.pk, posts=(post,))


def test_masks() -> None:
    assert [mask_name(n) for n in ("张三", "张三丰", "欧阳修", "欧阳", "", "  李 ")] == [
        "张*",
        "张*",
        "欧阳*",
        "欧*",
        "",
        "李*",
    ]
    assert mask_phone("+8613800138000") == "138****8000"
    assert "5981" not in mask_phone("+8685985981")
    assert mask_email("zhang@example.com") == "z***@example.com"


@pytest.mark.django_db
def test_stored_encrypted_shown_masked() -> None:
    person = create_person(name="张三", phone="138 0013 8000", email="Zhang@Example.com")
    shown = contact_of(person.pk)
    assert (shown.name, shown.phone, shown.email) == ("张*", "138****8000", "z***@example.com")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sealed, index FROM people_contact"
            if connection.vendor == "postgresql"
            else 'SELECT sealed, "index" FROM people_contact'
        )
        stored = str(cursor.fetchall())
    assert "13800138000" not in stored
    assert "zhang" not in stored.lower()


@pytest.mark.django_db
def test_a_reveal_leaves_a_trace_that_the_person_can_read(manual_clock: Any) -> None:
    person = create_person(name="张三", phone="13800138000")
    actor = worker("person:reveal")
    assert reveal(person.pk, "phone", reason="回访电话核实", actor=actor, ancestors=(1, PLACE, 9)) == "+8613800138000"
    [seen] = seen_of(person.pk)
    assert (seen.field, seen.reason, seen.by_name, seen.appointment_id) == ("phone", "回访电话核实", "王干事", 55)
    [entry] = list(entries_of(99))
    assert entry.tag == "people:person:revealed"


@pytest.mark.django_db
def test_without_post_place_or_reason_nothing_is_shown() -> None:
    person = create_person(name="张三", phone="13800138000")
    for actor in (worker("request:see"), worker("person:reveal", place=8), Actor(ActorKind.RESIDENT, person.pk)):
        with pytest.raises(Forbidden):
            reveal(person.pk, "phone", reason="回访电话核实", actor=actor, ancestors=(PLACE,))
    actor = worker("person:reveal")
    for reason in ("", " 无 ", "x" * 201):
        with pytest.raises(Invalid):
            reveal(person.pk, "phone", reason=reason, actor=actor)
    with pytest.raises(NotFound):
        reveal(12345, "phone", reason="回访电话核实", actor=actor)
    assert seen_of(person.pk) == []


@pytest.mark.django_db
def test_a_day_has_a_limit(manual_clock: Any) -> None:
    person, actor = create_person(name="张三", phone="13800138000"), worker("person:reveal")
    for _ in range(REVEALS_A_DAY):
        reveal(person.pk, "phone", reason="回访电话核实", actor=actor)
    with pytest.raises(TooMany):
        reveal(person.pk, "phone", reason="回访电话核实", actor=actor)
    manual_clock.advance(timedelta(days=1))
    reveal(person.pk, "phone", reason="回访电话核实", actor=actor)


@pytest.mark.django_db
def test_a_new_key_takes_over(settings: Any) -> None:
    index, old, new = (crypto.new_line(*a) for a in (("i", crypto.INDEX), ("k1", crypto.AES), ("k2", crypto.SM4)))
    settings.FIELD_KEYS = f"{old}\n{index}"
    person = create_person(name="张三", phone="13800138000")
    settings.FIELD_KEYS = f"{new}\n{old}\n{index}"
    assert (rotate_contacts(), rotate_contacts()) == (1, 0)
    settings.FIELD_KEYS = f"{new}\n{index}"
    assert contact_of(person.pk).phone == "138****8000"
    assert Contact.objects.get().sealed.startswith("v1$k2$sm4-gcm$")
