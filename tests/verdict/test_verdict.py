"""Verdicts at the edges of every rule, in exact fractions, on both sides of 2026-01-01."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.errors import Invalid
from gongzhi.core.verdict import Rules, Verdict, counts_of, decide, in_force
from gongzhi.packs.loader import load
from gongzhi.site.cli import main

OLD, NEW = date(2025, 12, 31), date(2026, 1, 1)
LAW = [r.rules() for r in load("base").rule_sets]


def rules_of(rule: str, on: date = NEW) -> Rules:
    found = in_force(LAW, rule, on)
    assert found is not None
    return found


def verdict(rule: str, on: date = NEW, /, **counts: object) -> Verdict:
    rules = rules_of(rule, on)
    return decide(rules, counts_of(counts, rules))


@pytest.mark.parametrize(
    ("rule", "on", "entitled", "present", "agreed", "valid", "passed"),
    [
        ("residents-assembly", NEW, 100, 50, 50, False, False),  # half is not more than half
        ("residents-assembly", NEW, 100, 51, 26, True, True),
        ("residents-assembly", NEW, 100, 52, 26, True, False),
        ("residents-assembly", NEW, 101, 51, 26, True, True),
        ("residents-assembly", NEW, 100, 0, 0, False, False),  # nobody present
        ("residents-assembly", OLD, 100, 51, 26, True, True),
        ("residents-representatives", NEW, 101, 67, 34, False, False),  # 2/3 of 101 is 67.33
        ("residents-representatives", NEW, 101, 68, 35, True, True),
        (
            "residents-representatives",
            NEW,
            99,
            66,
            33,
            True,
            False,
        ),  # 2/3 may meet; a tie is no pass
        ("residents-representatives", OLD, 101, 51, 26, True, True),  # before 2026: more than half of those elected
        ("residents-representatives", OLD, 102, 51, 51, False, False),
        ("residents-recall", NEW, 100, 50, 50, False, False),
        ("residents-recall", NEW, 100, 51, 26, True, True),
        ("residents-recall", OLD, 100, 51, 26, True, True),
        ("party-vote", NEW, 100, 49, 49, False, False),
        (
            "party-vote",
            NEW,
            100,
            50,
            50,
            True,
            False,
        ),  # half may meet, but not pass
        ("party-vote", NEW, 100, 51, 51, True, True),
    ],
)
def test_a_meeting_decides_at_its_edges(
    rule: str, on: date, entitled: int, present: int, agreed: int, valid: bool, passed: bool
) -> None:
    found = verdict(rule, on, **{"entitled": entitled, "present": present, "for": agreed})
    assert (found.valid, found.passed) == (valid, passed)
    assert all(r.article for r in found.reasons)


def test_who_recalls_decides_how_many_must_take_part() -> None:
    counts = {"entitled": 99, "present": 66, "for": 34}
    assert not verdict("residents-recall", mode="representatives", **counts).valid  # 超过三分之二
    assert verdict("residents-recall", mode="representatives", **{**counts, "present": 67}).passed
    assert verdict("residents-recall", mode="households", **counts).passed


@pytest.mark.parametrize(
    ("mode", "entitled", "ballots", "valid"),
    [
        ("voters", 100, 50, False),
        ("voters", 100, 51, True),
        ("households", 101, 51, True),
        ("representatives", 99, 66, False),
        ("representatives", 99, 67, True),
        ("representatives", 101, 67, False),
        ("representatives", 101, 68, True),
    ],
)
def test_an_election_counts_by_who_votes(mode: str, entitled: int, ballots: int, valid: bool) -> None:
    found = verdict(
        "residents-election",
        mode=mode, entitled=entitled, present=ballots, ballots=ballots, seats=1, candidates={"甲": ballots, "乙": 0},
    )  # fmt: skip
    assert found.valid is valid
    assert found.elected == (("甲",) if valid else ())


def elect(rule: str = "residents-election", seats: int = 1, n: int = 60, **votes: int) -> Verdict:
    mode = {"mode": "voters"} if rule == "residents-election" else {}
    return verdict(rule, entitled=n, present=n, ballots=n, seats=seats, candidates=votes, **mode)


def test_more_than_half_of_the_ballots_elects() -> None:
    assert elect(a=30, b=30).elected == ()
    assert elect(a=31, b=29).elected == ("a",)
    assert elect(seats=2, a=40, b=31, c=30).elected == ("a", "b")
    found = elect(seats=2, a=40, b=30, c=29)
    assert (found.valid, found.passed, found.elected) == (True, False, ("a",))


def test_equal_votes_for_the_last_seat_seat_none_of_them() -> None:
    assert elect(seats=2, a=50, b=31, c=31).elected == ("a",)
    assert elect(seats=2, a=31, b=31, c=31).elected == ()
    assert elect(seats=2, a=40, b=40, c=35).elected == ("a", "b")


def test_who_was_written_in_is_measured_like_a_candidate() -> None:
    rules = rules_of("residents-election")
    base = {"mode": "voters", "entitled": 100, "present": 90, "ballots": 90, "seats": 1}
    on_paper = {"candidates": {"a": 40, "b": 4}}
    found = decide(rules, counts_of({**base, **on_paper, "written": {"c": 46}}, rules))
    assert found.elected == ("c",)
    assert any(r.params.get("have") == 2 for r in found.reasons)  # candidates: who was written in is none
    assert decide(rules, counts_of({**base, **on_paper, "written": {"c": 45}}, rules)).elected == ()
    for wrong in ({"a": 1}, {"c": 91}, {"c": 47}, {"": 1}, ["c"]):
        with pytest.raises(Invalid):
            counts_of({**base, **on_paper, "written": wrong}, rules)


def test_a_second_ballot_asks_for_a_third() -> None:
    rules = rules_of("residents-election")
    base = {"mode": "voters", "entitled": 100, "present": 90, "ballots": 90, "seats": 1, "runoff": True}
    assert decide(rules, counts_of({**base, "candidates": {"a": 30, "b": 29}}, rules)).elected == ("a",)
    assert decide(rules, counts_of({**base, "candidates": {"a": 29, "b": 28}}, rules)).elected == ()


def test_the_party_asks_for_four_fifths_and_a_fifth_more_candidates() -> None:
    many = {"a": 51, "b": 51, "c": 51, "d": 0}
    base = {"entitled": 100, "present": 80, "ballots": 79, "seats": 3, "candidates": many}
    assert verdict("party-election", **base).elected == ("a", "b", "c")
    assert not verdict("party-election", **{**base, "present": 79}).valid
    # by those present (80), not by the ballots that came back (79): 40 is half
    assert verdict("party-election", **{**base, "candidates": {**many, "c": 40}}).elected == ("a", "b")
    with pytest.raises(Invalid, match="too few"):
        verdict("party-election", **{**base, "seats": 5, "candidates": dict.fromkeys("abcde", 1)})
    assert verdict("party-election", **{**base, "seats": 5, "candidates": dict.fromkeys("abcdef", 41)}).valid


@pytest.mark.parametrize(
    ("rule", "heads", "area", "valid", "passed"),
    [
        ("owners-general", (100, 67, 34), ("300", "200", "100.01"), True, True),
        ("owners-general", (100, 67, 34), ("300", "200", "100"), True, False),
        ("owners-general", (100, 66, 66), ("300", "300", "300"), False, False),
        ("owners-general", (100, 67, 67), ("300", "199.99", "199.99"), False, False),
        ("owners-special", (100, 68, 51), ("300", "200", "150"), True, True),
        ("owners-special", (100, 68, 50), ("300", "200", "200"), True, False),
        ("owners-special", (100, 68, 68), ("300", "200", "149.99"), True, False),
    ],
)
def test_owners_decide_by_heads_and_by_area(
    rule: str, heads: tuple[int, int, int], area: tuple[str, str, str], valid: bool, passed: bool
) -> None:
    counts = dict(zip(("entitled", "present", "for"), heads, strict=True))
    areas = dict(zip(("area_entitled", "area_present", "area_for"), area, strict=True))
    found = verdict(rule, **counts, **areas)
    assert (found.valid, found.passed) == (valid, passed)


def test_before_the_civil_code_owners_decided_by_all_of_them() -> None:
    counts = {"entitled": 99, "present": 70, "for": 66, "area_entitled": 300, "area_present": 250, "area_for": 200}
    assert verdict("owners-special", date(2020, 12, 31), **counts).passed
    assert not verdict("owners-special", date(2020, 12, 31), **{**counts, "for": 65}).passed
    assert not verdict("owners-general", date(2020, 12, 31), **{**counts, "area_for": 150}).passed
    assert in_force(LAW, "owners-general", date(2007, 9, 30)) is None


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"entitled": 10, "present": 11, "for": 1}, "more than"),
        ({"entitled": 10, "present": 6, "for": 4, "against": 2, "abstained": 1}, "more votes than people"),
        ({"entitled": 0, "present": 0, "for": 0}, "Nobody is entitled"),
        ({"entitled": 10, "present": 6}, "“for” is missing"),
        ({"entitled": 10, "present": 6, "for": 2.5}, "must be a number"),
        ({"entitled": 10, "present": -1, "for": 0}, "must be a number"),
        ({"entitled": 10, "present": True, "for": 0}, "must be a number"),
        ({"entitled": 10, "present": "NaN", "for": 0}, "must be a number"),
        ({"entitled": 10, "present": 6, "for": 2, "yes": 2}, "not a count"),
        ([1], "one JSON object"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts: object, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        counts_of(counts, rules_of("residents-assembly"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ballots": 61}, "more than"),
        ({"candidates": {"a": 31}}, "too few"),
        ({"candidates": {"a": 61, "b": 0}}, "61 votes from 60"),
        ({"candidates": {"a": 31, "b": 30}}, "a ballot names no more"),
        ({"candidates": {"": 31, "b": 1}}, "each name its votes"),
        ({"candidates": [1]}, "each name its votes"),
        ({"seats": 0}, "at least 1"),
        ({"mode": "all"}, "must be one of"),
        ({"runoff": 1}, "true or false"),
    ],
)
def test_elections_that_cannot_be_are_refused(change: dict[str, object], said: str) -> None:
    counts = {
        "mode": "voters", "entitled": 100, "present": 60, "ballots": 60, "seats": 1, "candidates": {"a": 31, "b": 29},
    }  # fmt: skip
    with pytest.raises(Invalid, match=said):
        counts_of({**counts, **change}, rules_of("residents-election"))


@given(st.integers(1, 400), st.data())
def test_one_more_vote_never_turns_a_pass_into_a_failure(entitled: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, entitled))
    agreed = data.draw(st.integers(0, present))
    for rule in ("residents-assembly", "residents-representatives", "party-vote"):
        now = verdict(rule, **{"entitled": entitled, "present": present, "for": agreed})
        if now.passed and agreed < present:
            assert verdict(rule, **{"entitled": entitled, "present": present, "for": agreed + 1}).passed
        for reason in now.reasons:  # what is printed as needed is exactly what decides
            assert (reason.have >= reason.need) == reason.met


def test_the_command_answers_in_json_and_refuses_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    counts = '{"entitled": 100, "present": 51, "for": 26, "against": 20, "abstained": 5}'
    assert main(["verdict", "residents-assembly", "--date", "2026-03-02", "--json", counts]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["valid"], said["passed"], said["elected"]) == (True, True, [])
    assert [(r["need"], r["have"]) for r in said["reasons"]] == [(51, 51), (26, 26)]
    assert all("第二十七条" in r["article"] and r["text"] for r in said["reasons"])
    for args in (
        ["residents-assembly", "--date", "2026-02-30", "--json", counts],
        ["residents-assembly", "--date", "2026-03-02", "--json", "{"],
        ["residents-assembly", "--date", "2026-03-02", "--json", '{"entitled": 1, "entitled": 2}'],
        ["residents-assembly", "--date", "2026-03-02", "--json", '{"entitled": 1, "present": 2, "for": 0}'],
        ["residents-election", "--date", "2025-12-31", "--json", "{}"],
    ):
        assert main(["verdict", *args]) == 2
        out, err = capsys.readouterr()
        assert (out, len(err.strip().splitlines())) == ("", 1)
