"""A restore writes a frozen register too: the trigger that lets nobody in must not refuse it."""

from __future__ import annotations

import pytest

from gongzhi.site import backup


@pytest.mark.django_db
def test_electors_are_restored_before_their_register_says_that_it_is_frozen() -> None:
    names = [table["name"] for table in backup._manifest()["tables"]]
    assert names.index("voting_elector") < names.index("voting_electorate")
