"""Persons and the accounts they sign in with."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gongzhi.core import clock
from gongzhi.core.ids import new_id
from gongzhi.kit.models import Row


class Person(Row):
    """Somebody known to the installation: a resident who asked, or staff. Never tagged, scored or ranked."""

    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)


class Account(AbstractBaseUser):
    """A way to sign in; at most one a person."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()
