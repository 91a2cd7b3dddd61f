"""Every column of `people` is either a personal field with a registered purpose, or listed here as none."""

from __future__ import annotations

from django.apps import apps

from gongzhi.people.public import PURPOSES

NO_PERSONAL_DATA = {
    "Person": {"id", "created_at", "erased_at"},
    "Contact": {"id", "person", "kind", "verified_at", "created_at"},
    "Account": {"id", "person", "password", "is_active", "created_at"},
    "Consent": {"id", "person", "version", "given_at", "withdrawn_at"},
    "Reveal": {"id", "person", "field", "by_person", "appointment_id", "at"},
    "Throttle": {"id", "scope", "key", "tries", "since", "locked_until"},
    "PhoneCode": {"id", "index", "digest", "sent_at", "expires_at", "tries", "used_at"},
}


def test_every_personal_field_has_a_purpose() -> None:
    registered = {p.field for p in PURPOSES}
    for model in apps.get_app_config("people").get_models():
        for field in model._meta.concrete_fields:
            name = f"people.{model.__name__}.{field.name}"
            listed = field.name in NO_PERSONAL_DATA.get(model.__name__, set())
            assert (name in registered) is not listed, f"{name}: register its purpose in people/rules.py"


def test_every_purpose_says_all() -> None:
    for purpose in PURPOSES:
        assert all((purpose.title, purpose.purpose, purpose.basis, purpose.retention, purpose.mask)), purpose.field
    assert len({p.field for p in PURPOSES}) == len(PURPOSES)
