"""A process that records or numbers entries until it is killed: run by test_sequence."""

from __future__ import annotations

import itertools
import os
import sys


def main(work: str, database: str) -> None:
    """`record STREAM` or `sequence`, on the test database; a line on stdout with each round."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.site.settings"
    import django
    from django.conf import settings

    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from django.db import transaction

    from gongzhi.ledger import public as ledger

    tag = ledger.register("test:thing:done", "Something was done", ["state", "n"])
    verb, _, stream = work.partition(" ")
    for n in itertools.count():
        if verb == "record":
            with transaction.atomic():
                ledger.record(tag, stream=int(stream), actor=None, codes={"n": n}, texts={"words": "x"})
        else:
            ledger.sequence(7)
        print(n, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
