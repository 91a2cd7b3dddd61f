"""The scaffold stands: settings load, the database answers, the write queue lets one writer in at a time."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from gongzhi.people.models import Person


@pytest.mark.django_db(transaction=True)
def test_writers_queue_and_all_get_through() -> None:
    def write(n: int) -> None:
        for i in range(20):
            with transaction.atomic():
                Person.objects.create(name=f"{n}-{i}")
        connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert Person.objects.count() == 80
