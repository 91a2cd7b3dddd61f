"""One table: every operation of the API and of Open311 × every scope; what is missing is named."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core.errors import Invalid, TooMany
from gongzhi.exchange import public as exchange
from gongzhi.exchange.actions import calls
from gongzhi.exchange.api.operations import described
from gongzhi.exchange.models import Token
from gongzhi.exchange.public import Scope
from gongzhi.exchange.rules.tokens import Leases
from gongzhi.people.public import Person

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db

# what a token opens, by its one scope; whatever is in the API and not here fails the test
OPENS: dict[str, set[str]] = {
    "read": {
        "GET types", "GET types/suggest", "GET places", "GET places/at", "GET nearby", "GET board",
        "GET board/{posting_id}", "GET ledger/head", "GET ledger/inclusion", "GET ledger/consistency",
        "GET shared", "GET shared/{shared_id}/slots", "GET grids", "GET responsible",
        "GET topics", "GET topics/{number}", "GET polls", "GET polls/{poll_id}", "GET polls/{poll_id}/result",
        "GET registers/{register_id}", "GET estates", "GET estates/ranking", "GET estates/{estate_id}",
        "GET estates/quarters", "GET estates/rules",
        "GET duty/now", "GET reception/hours", "GET needs/lists", "GET mediation/ways", "GET help-hours",
    },
    "create": {"POST requests", "POST requests/{number}/join", "POST photos", "POST topics",
               "POST topics/{number}/comments", "POST registers/{register_id}/objections", "POST sounds",
               "POST estates/slip", "POST estates/rate", "POST mediation", "POST boxes/codes/look",
               "POST boxes/codes/say"},
    "see": {"GET work", "GET work/all", "GET work/counts", "GET work/{number}", "GET work/{number}/posts", "GET gaps",
            "GET insight",
            "GET disputes", "GET disputes/{dispute_id}", "GET calls",
            "GET parts", "GET parts/{part_id}", "GET work/{number}/together", "GET premises/{place_id}",
            "GET chains", "GET adjustments", "GET adjustments/{adjustment_id}", "GET structure", "GET bodies",
            "GET bodies/{body_id}",
            "GET handovers", "GET handovers/{handover_id}", "GET meetings", "GET meetings/{meeting_id}", "GET tasks",
            "GET tasks/{task_id}", "GET duties", "GET duties/{sheet_id}", "GET pairs", "GET pairs/{pair_id}",
            "GET pairs/{pair_id}/figures", "GET pairs/reports/{report_id}", "GET premises",
            "GET premises/{place_id}/sheet", "GET portfolios/{place_id}", "GET staff", "GET staff/figures",
            "GET deliberation/topics", "GET deliberation/topics/{topic_id}", "GET deliberation/comments",
            "GET deliberation/loose",
            "GET deliberation/meetings", "GET deliberation/meetings/{meeting_id}",
            "GET deliberation/meetings/{meeting_id}/minutes", "GET voting/polls", "GET voting/polls/{poll_id}",
            "GET voting/registers", "GET voting/registers/{register_id}", "GET voting/registers/{register_id}/rows",
            "GET property/estates", "GET property/estates/{estate_id}", "POST property/fees/look",
            "GET property/orders", "GET property/orders/{order_id}", "GET property/orders/{order_id}/proofs/{file_id}",
            "GET property/quarters", "GET property/places", "GET property/estates/{estate_id}/choices",
            "GET property/estates/{estate_id}/homes",
            "GET duty/rotas", "GET duty/rotas/{place_id}", "GET duty/rotas/{place_id}/notes", "GET duty/shifts",
            "GET duty/ledgers", "GET duty/ledgers/{place_id}/{key}",
            "GET reception/list", "GET reception/matters/{number}", "GET reception/waiting", "GET reception/endings",
            "GET needs/lines", "GET needs/lines/{line_id}", "GET needs/matches", "GET needs/figures",
            "GET incidents", "GET work/{number}/incident",
            "GET duty/rotas/{place_id}/staff", "GET duty/shifts/{stint_id}", "GET duty/swaps",
            "GET reception/roster", "GET reception/roster/posts", "GET reception/roster/{hours_id}/days/{day}",
            "GET mediation/cases", "GET mediation/cases/{case_id}", "GET help-hours/stations",
            "GET help-hours/stations/{station_id}",
            "GET boxes", "GET boxes/{box_id}", "GET boxes/{box_id}/seconds", "GET boxes/emptied/{emptying_id}",
            "GET boxes/emptied/{emptying_id}/there", "POST chats/look", "GET chats", "GET chats/{batch_id}",
            "GET sounds", "GET sounds/{speech_id}", "GET sounds/{speech_id}/file", "GET work/{number}/behalf"},
    "act": {
        *(f"POST work/{{number}}/{verb}" for verb in (
            "accept", "offer", "take", "decline", "withdraw", "ask", "resume", "extend", "send-back", "step", "answer",
            "retype", "relocate", "note", "publish", "withhold", "release", "join", "question", "reply", "hold",
            "decide")),
        *(f"POST parts/{{part_id}}/{verb}" for verb in (
            "sign", "refuse", "answer", "ask", "withdraw", "drop", "note", "arrive", "accept", "again", "lead", "grade",
            "dispute")),
        *(f"POST work/{{number}}/{verb}" for verb in ("level", "acknowledge", "take-over")),
        "POST disputes/{dispute_id}/rule", "POST calls/{call_id}",
        "POST absences", "POST absences/{absence_id}/end", "POST shared/{shared_id}/bookings",
        "POST bookings/{booking_id}/cancel", "POST adjustments",
        *(f"POST adjustments/{{adjustment_id}}/{verb}" for verb in (
            "change", "lines", "lines/remove", "heirs", "people", "confirm", "withdraw")),
        "POST posts/{post_id}/appointments", "POST appointments/{appointment_id}/end",
        "POST bodies/{body_id}/members", "POST bodies/{body_id}/renew", "POST bodies/{body_id}/renew/undo",
        "POST meetings/{meeting_id}/topics",
        *(f"POST tasks/{{task_id}}/{verb}" for verb in ("report", "strike", "return")),
        *(f"POST deliberation/topics/{{topic_id}}/{verb}" for verb in (
            "accept", "step", "moderate", "comments", "posting")),
        "POST deliberation/comments/{comment_id}", "POST deliberation/meetings",
        *(f"POST deliberation/meetings/{{meeting_id}}/{verb}" for verb in (
            "agenda", "notice", "open", "sign", "seats/{seat_id}", "close", "drop", "objections", "freeze",
            *(f"motions/{{motion_id}}/{how}" for how in ("hands", "names", "override", "remove")))),
        "POST polls/{poll_id}/vote", "POST voting/polls",
        *(f"POST voting/polls/{{poll_id}}/{verb}" for verb in (
            "close", "cancel", "release", "override", "voices", "counts")),
        *(f"POST voting/voices/{{voice_id}}/{verb}" for verb in ("confirm", "settle", "strike")),
        *(f"POST voting/counts/{{tally_id}}/{verb}" for verb in ("confirm", "recount")),
        "POST voting/registers",
        *(f"POST voting/registers/{{register_id}}/{verb}" for verb in (
            "rows", "members", "publish", "freeze", "objections/{objection_id}")),
        *(f"POST voting/electors/{{elector_id}}/{verb}" for verb in ("change", "strike", "link", "proxy", "end-proxy")),
        "POST property/fees", "POST property/estates/{estate_id}/subsidies/{subsidy_id}/strike",
        *(f"POST property/estates/{{estate_id}}/{verb}" for verb in (
            "subsidies", "checks", "orders", "correct", "contracts", "contracts/{contract_id}/end", "jobs", "homes",
            "homes/slips", "ratings")),
        "POST property/estates",
        *(f"POST property/orders/{{order_id}}/{verb}" for verb in ("reply", "object", "decide", "recheck")),
        *(f"POST duty/rotas/{{place_id}}/{verb}" for verb in ("plan", "notes", "notes/{note_id}/take")),
        "POST duty/ledgers/{place_id}/{key}/lines/{matter_id}", "POST reception/list/confirm",
        *(f"POST reception/matters/{{number}}/{verb}" for verb in (
            "items", "items/{item_id}/answer", "items/{item_id}/strike", "explained", "visits", "visits/plan")),
        "POST reception/waiting/{waiting_id}/look", "POST needs/lines", "POST needs/matches",
        *(f"POST needs/lines/{{line_id}}/{verb}" for verb in ("change", "end", "look")),
        *(f"POST needs/matches/{{match_id}}/{verb}" for verb in ("answer", "settle")),
        "POST duty/rotas/{place_id}/copy", "POST duty/rotas/{place_id}/phone", "POST duty/shifts/{stint_id}/ask",
        "POST duty/swaps/{swap_id}/answer", "POST duty/swaps/{swap_id}/drop",
        "POST reception/roster", "POST reception/roster/{hours_id}/end",
        *(f"POST reception/roster/{{hours_id}}/days/{{day}}/{verb}" for verb in (
            "change", "swap", "restore", "came", "told")),
        "POST mediation/cases", "POST work/{number}/mediation",
        *(f"POST mediation/cases/{{case_id}}/{verb}" for verb in (
            "take", "decline", "consent", "ask", "form", "finish", "agree", "court", "call-back", "sittings",
            "sittings/{sitting_id}/hold", "sittings/{sitting_id}/drop")),
        "POST help-hours/stations",
        *(f"POST help-hours/stations/{{station_id}}/{verb}" for verb in (
            "close", "shifts", "shifts/{shift_id}/end", "hours", "hours/{hour_id}/back")),
        "POST boxes", "POST boxes/{box_id}/away", "POST boxes/{box_id}/emptied", "POST chats",
        *(f"POST boxes/emptied/{{emptying_id}}/{verb}" for verb in (
            "there", "code", "papers/{paper}", "papers/{paper}/aside")),
        "POST sounds/{speech_id}/words", "POST work/{number}/behalf", "POST work/{number}/behalf/withdraw",
    },
    "export": {"GET export/requests"},
    "": {"GET own/{number}", "POST own/{number}/words", "POST own/{number}/rating", "POST own/{number}/reopen",
         "GET mediation/{number}/own", "POST mediation/{number}/own/withdraw",
         "GET own/{number}/spoken", "GET own/{number}/spoken/file", "POST own/{number}/spoken",
         "GET own/{number}/behalf", "POST own/{number}/behalf", "POST own/{number}/behalf/withdraw",
         "GET topics/{number}/own", "POST topics/{number}/own/comments", "POST topics/{number}/own/rating",
         "POST topics/{number}/own/comments/{comment_id}/appeal"},
}  # fmt: skip


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path.removeprefix("/api/v1/"), op)
        for path, methods in described()["paths"].items()
        for method, op in methods.items()
    ]


def test_every_operation_names_its_scope() -> None:
    named: dict[str, set[str]] = {}
    for method, path, op in operations():
        named.setdefault(op.get("x-scope", ""), set()).add(f"{method} {path}")
        wanted = op.get("x-scope")
        if wanted == "read":
            assert op["security"] == [{}, {"Bearer": ["read"]}]
        else:
            assert op["security"] == ([{"Bearer": [wanted]}] if wanted else [{"Secret": []}])
    assert named == OPENS


def test_a_scope_opens_its_operations_and_no_other(city: Settled) -> None:
    issued = exchange.issue_token(name="表格", scopes=["read"], actor=SYSTEM, per_minute=6000)
    client = Client(headers={"Authorization": f"Bearer {issued.secret}"})
    for held in Scope:
        Token.objects.update(scopes=[held.value], person=city.holders["hotline"][0])
        for method, path, op in operations():
            if "x-scope" in op:
                one_cell(client, method, path, op["x-scope"], held.value)


def one_cell(client: Client, method: str, path: str, wanted: str, held: str) -> None:
    address = f"/api/v1/{path.replace('{number}', 'GY00000000')}"
    address = re.sub(r"\{\w+_id\}", "5", address)
    answer = client.generic(method, address, **({} if method == "GET" else {"content_type": "application/json"}))
    opened = held == wanted or (held, wanted) == ("act", "see")
    refused = answer.status_code == 403 and answer.json().get("code") == "missing-scope"
    assert refused is not opened, f"{method} {path} with {held}: {answer.status_code}"
    if refused:
        assert answer.json()["scope"] == wanted
        assert wanted in answer.json()["detail"]
        assert answer["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{wanted}"'


def test_open311_names_the_scope_too(city: Settled) -> None:
    client = Client()
    issued = exchange.issue_token(name="表格", scopes=["read"], actor=SYSTEM, per_minute=6000)
    for held in Scope:
        Token.objects.update(scopes=[held.value])
        for method, path, scope in (
            ("GET", "v2/requests", "read"), ("GET", "v2/requests/1", "read"), ("POST", "v2/requests", "create"),
            ("GET", "v2/servicerequestupdates", "read"), ("POST", "v2/servicerequestupdates", "create"),
        ):  # fmt: skip
            send = client.get if method == "GET" else client.post
            answer = send(f"/open311/{path}.json", {"api_key": issued.secret})
            missing = f"lacks the scope {scope}" in answer.content.decode()
            assert missing is (held.value != scope), (held, answer.content)
            assert not missing or answer.status_code == 403


def test_a_token_that_is_not_valid_is_refused_even_where_none_is_needed(city: Settled) -> None:
    assert Client().get("/api/v1/types").status_code == 200
    assert Client(headers={"Authorization": "Bearer gz_no"}).get("/api/v1/types").status_code == 401
    assert Client(headers={"Authorization": "Basic eDp5"}).get("/api/v1/types").status_code == 200


def test_one_post_of_several(city: Settled) -> None:
    key = next(k for k in sorted(city.posts) if city.actor(k).posts[0].permissions & {Permission.TOKEN_ISSUE})
    actor = city.actor(key)
    own = actor.posts[0].post_id
    made = exchange.issue_token(name="一个岗位", scopes=["see"], actor=actor, bound=True, post_id=own)
    assert exchange.caller_of(made.secret).actor().post_ids == {own}
    other = next(p for p in city.posts.values() if p != own)
    Token.objects.update(post=other)  # a post that the person lost
    assert exchange.caller_of(made.secret).actor().posts == ()
    for post, scopes, bound in ((other, ["act"], True), (own, ["read"], False)):
        with pytest.raises(Invalid):
            exchange.issue_token(name="别的", scopes=scopes, actor=actor, bound=bound, post_id=post)
    person = Person.objects.get(pk=actor.person_id)
    assert person.pk == Token.objects.get().person_id


def test_what_posts_may_take_out(city: Settled) -> None:
    key = next(k for k in sorted(city.posts) if city.actor(k).posts[0].permissions & {Permission.REQUEST_EXPORT})
    issued = exchange.issue_token(name="报表", scopes=["read", "create"], actor=SYSTEM, per_minute=6000)
    client = Client(headers={"Authorization": f"Bearer {issued.secret}"})
    lamp = {"description": "锦桥路口的路灯不亮", "lon": 106.7065, "lat": 26.5895, "phone": "13800138000"}
    drafts = [lamp | {"description": f"路灯{n}"} for n in range(3)]
    sent = [client.post("/api/v1/requests", draft, content_type="application/json") for draft in drafts]
    numbers = [answer.json()["number"] for answer in sent]
    Token.objects.update(scopes=["export"], person=city.holders[key][0])
    first = client.get("/api/v1/export/requests?limit=2").json()
    rest = client.get("/api/v1/export/requests", {"after": first["after"]}).json()
    assert [r["number"] for r in first["items"] + rest["items"]] == numbers
    assert rest["after"] is None
    assert "13800138000" not in str(first)
    assert client.get("/api/v1/export/requests?after=x").status_code == 422
    Token.objects.update(person=city.holders["hotline"][0])
    assert client.get("/api/v1/export/requests").json()["code"] == "forbidden"


def test_the_limit_holds_over_processes(city: Settled, monkeypatch: pytest.MonkeyPatch, manual_clock: Any) -> None:
    """Three processes, each with a memory of its own, share one token's minute."""
    made = exchange.issue_token(name="多进程", scopes=["read"], actor=SYSTEM, per_minute=100)
    memories = [Leases() for _ in range(3)]
    statements = []
    for _minute in range(2):
        through = 0
        for n in range(240):
            monkeypatch.setattr(calls, "_leases", memories[n % 3])
            with connection.execute_wrapper(lambda run, sql, *rest: (statements.append(sql), run(sql, *rest))[1]):
                try:
                    exchange.caller_of(made.secret)
                    through += 1
                except TooMany:
                    continue
        assert 76 <= through <= 100  # never more; what a process took and did not use is lost
        manual_clock.advance(timedelta(minutes=1))
    writes = [sql for sql in statements if "UPDATE" in sql]
    assert len(writes) < 60
    assert Token.objects.get().used_at is not None


def test_leases_count_under_threads() -> None:
    leases, taken, passed = Leases(), [0], []

    def lease(block: int) -> int:
        got = min(block, 500 - taken[0])
        taken[0] += got
        return got

    def call() -> None:
        passed.extend([1 for _ in range(200) if leases.take(1, 7, 500, lease)])

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 500
