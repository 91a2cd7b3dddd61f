"""Ways in by programs: boxes emptied by two, chats looked through, speech written down, consent taken back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.channels import public as channels
from gongzhi.channels.tests.test_chats import CHAT
from gongzhi.channels.tests.test_speech import wav
from gongzhi.core import clock
from gongzhi.exchange.tests.test_api import Api
from gongzhi.exchange.tests.test_fuzz import fuzz_as
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from tests.api.programs import asked, compared, program, said
from tests.hostile.conftest import picture

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
POSTS = ("hotline", "director", "hall", "worker-01", "worker-05", "convener", "admin")
KEY = {"Idempotency-Key": "k"}


def photo(api: Api) -> str:
    sent = SimpleUploadedFile("scan.jpg", picture(), content_type="image/jpeg")
    answer = api.client.post("/api/v1/photos", {"photo": sent}, headers={"Authorization": f"Bearer {api.secret}"})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def box(city: Settled, api: Api | None = None) -> dict[str, Any]:
    sent = {"place_id": str(city.places["zhonghua"]), "channel": "opinion_box", "title": "大厅意见箱", "where": "一楼"}
    found: dict[str, Any] = said((api or program(city, "director")).post("boxes", sent, **KEY))
    return found


def emptied(city: Settled, api: Api, at: str, papers: int = 2) -> Any:
    second = str(city.posts["hotline"])
    return api.post(at, {"day": str(clock.today()), "second_post": second, "papers": papers}, **KEY)


def test_a_box_is_emptied_by_two_and_each_paper_goes_on(city: Settled) -> None:
    director = program(city, "director")
    made = box(city, director)
    assert box(city, director)["id"] == made["id"]  # sent twice
    assert channels.Box.objects.count() == 1
    hall, hotline, at = program(city, "hall"), program(city, "hotline"), f"boxes/{made['id']}"
    other = {"place_id": str(city.places["zhonghua"]), "channel": "opinion_box", "title": "第二个"}
    said(hall.post("boxes", other), 403)
    said(program(city, "director").post("boxes", other | {"channel": "web"}), 422)
    assert {"post_id": str(city.posts["hotline"])}.items() <= next(
        x for x in said(hall.get(f"{at}/seconds")) if x["post_id"] == str(city.posts["hotline"])
    ).items()
    said(emptied(city, hall, f"{at}/emptied", papers=999), 422)
    for _twice in range(2):
        papers = said(emptied(city, hall, f"{at}/emptied"))
    assert [p["state"] for p in papers["papers"]] == ["waiting", "waiting"]
    there = f"boxes/emptied/{papers['id']}/there"
    said(hall.post(there, {"there": True}), 404)  # nobody says it for the other one
    assert said(hotline.get(there))["papers"] == 2
    for _twice in range(2):
        assert said(hotline.post(there, {"there": True}))["second_says"] == "yes"
    said(hotline.post(there, {"there": False}), 409)
    first = f"boxes/emptied/{papers['id']}/papers/1"
    paper = {"words": "楼道路灯不亮", "photo_id": photo(hall), "where": "3栋"}
    said(hall.post(first, paper | {"photo_id": "5"}), 404)
    said(hall.post(f"boxes/emptied/{papers['id']}/papers/3", paper), 404)
    for _twice in range(2):
        after = said(hall.post(first, paper, **KEY))
    about = requests.Request.objects.get(channel="opinion_box")
    assert [(p["state"], p["number"]) for p in after["papers"]] == [("request", about.number), ("waiting", "")]
    said(hall.post(f"{first}/aside", {"reason": "空白纸"}), 409)
    after = said(hall.post(f"boxes/emptied/{papers['id']}/papers/2/aside", {"reason": "空白纸"}))
    assert (after["papers"][1]["state"], after["papers"][1]["reason"]) == ("aside", "空白纸")
    row = next(r for r in said(hall.get("boxes"))["items"] if r["id"] == made["id"])
    assert (row["waiting"], row["emptied_on"], row["light"]) == (0, str(clock.today()), "green")
    assert said(program(city, "director").post(f"{at}/away"))["ends_on"] == str(clock.today())
    said(program(city, "director").post(f"{at}/away"), 409)


def test_a_second_person_without_a_login_says_it_by_a_code(city: Settled) -> None:
    at, hall, resident = f"boxes/{box(city)['id']}", program(city, "hall"), program(city, "worker-01", ["create"])
    papers = said(hall.post(f"{at}/emptied", {"day": str(clock.today()), "second_post": None, "papers": 1}))
    give = f"boxes/emptied/{papers['id']}/code"
    said(program(city, "director").post(give), 403)
    code = said(hall.post(give))["code"]
    assert said(hall.post(give))["code"] == code
    told = said(resident.post("boxes/codes/look", {"code": code}))
    assert (told["papers"], told["second_says"], told["over"]) == (1, "", False)
    assert people.Person.objects.get(pk=city.holders["hall"][0]).name not in str(told)
    said(hall.post("boxes/codes/say", {"code": code, "there": True}), 409)  # not who emptied it
    said(resident.post("boxes/codes/say", {"code": code, "there": False}), 422)  # a no has a reason
    for _twice in range(2):
        assert said(resident.post("boxes/codes/say", {"code": code, "there": True}, **KEY))["second_says"] == "yes"
    said(resident.post("boxes/codes/say", {"code": code, "there": True}), 409)
    said(hall.post(give), 409)
    wrong = [resident.post("boxes/codes/look", {"code": "A" * 10})[0].status_code for _n in range(32)]
    assert (wrong[0], wrong[-1]) == (404, 429)


def test_what_the_second_person_denies_is_emptied_again(city: Settled) -> None:
    at, hall = f"boxes/{box(city)['id']}", program(city, "hall")
    papers = said(emptied(city, hall, f"{at}/emptied"))
    said(program(city, "hotline").post(f"boxes/emptied/{papers['id']}/there", {"there": False, "reason": "不在"}))
    said(hall.post(f"boxes/emptied/{papers['id']}/papers/1/aside", {"reason": "空白纸"}), 409)
    sheet = said(hall.get(at))
    assert (sheet["emptied_on"], sheet["emptyings"][0]["second_says"]) == (None, "no")


def test_a_chat_is_looked_through_and_taken_in_once(city: Settled) -> None:
    grid, worker = str(city.places["grid-05"]), program(city, "worker-05")
    assert said(worker.get("chats"))["channels"] == ["group_chat"]
    pasted = {"text": CHAT, "place_id": grid, "day": "2026-03-01"}
    read = said(worker.post("chats/look", pasted))
    assert [x["act"] for x in read["items"]] == ["take", "merge", "leave", "take"]
    assert "13800138000" not in str(read)
    assert not requests.Request.objects.filter(channel="group_chat").exists()
    said(worker.post("chats/look", pasted | {"text": "[图片]"}), 422)
    said(program(city, "worker-01").post("chats/look", pasted), 404)
    lines = [{k: v for k, v in x.items() if k != "same_title"} for x in read["items"]]
    sent = {"place_id": grid, "channel": "group_chat", "lines": lines}
    said(worker.post("chats", sent | {"lines": [lines[0] | {"words": "?"}]}), 422)
    said(worker.post("chats", sent | {"lines": [lines[1]]}), 422)  # nothing above to go with
    for _twice in range(2):
        batch = said(worker.post("chats", sent, **KEY))
    found = list(requests.Request.objects.filter(channel="group_chat").order_by("pk"))
    assert [r["number"] for r in batch["requests"]] == [r.number for r in found]
    assert found[0].description == "楼道路灯不亮好几天了\n晚上很黑"
    assert batch["requests"][0]["said_at"].startswith("2026-03-01")
    assert (batch["taken"], batch["joined"]) == (2, 0)
    said(program(city, "worker-01").get(f"chats/{batch['id']}"), 404)
    again = said(worker.post("chats/look", pasted))["items"][0]
    assert (again["act"], again["same_as"]) == ("join", found[0].number)
    again.pop("same_title")
    assert said(worker.post("chats", sent | {"lines": [again]}))["joined"] == 1
    assert len(requests.reporters_of(found[0].pk)) == 2


def speech(api: Api, **fields: Any) -> Any:
    sent = {
        "sound": io.BytesIO(wav(9)),
        "lon": "106.7065",
        "lat": "26.5895",
        "phone": "13800138000",
        "name": "老周",
    } | fields
    headers = {"Authorization": f"Bearer {api.secret}", "Idempotency-Key": "s"}
    return api.client.post("/api/v1/sounds", {k: v for k, v in sent.items() if v is not None}, headers=headers)


def test_speech_is_sent_heard_written_down_and_put_right(city: Settled) -> None:
    hotline = program(city, "hotline")
    assert speech(hotline, sound=io.BytesIO(b"no sound")).status_code == 422
    assert speech(hotline, lon=None, lat=None).status_code == 422
    assert not requests.Request.objects.exists()
    receipt, again = speech(hotline), speech(hotline)
    assert receipt.status_code == 201, receipt.content
    assert (again.json()["number"], again.json()["again"]) == (receipt.json()["number"], True)
    number, secret = receipt.json()["number"], {"X-Request-Secret": receipt.json()["secret"]}
    everybody = Api()
    own = said(everybody.get(f"own/{number}/spoken", **secret))
    assert (own["seconds"], own["written_at"], own["may_put_right"]) == (9, None, False)
    said(everybody.post(f"own/{number}/spoken", {"words": "路灯不亮了"}, **secret), 409)
    said(everybody.get(f"own/{number}/spoken", **{"X-Request-Secret": "x"}), 404)
    (row,) = said(hotline.get("sounds"))["items"]
    assert row["number"] == number
    headers = {"Authorization": f"Bearer {hotline.secret}"}
    heard = Client().get(f"/api/v1/sounds/{row['id']}/file", headers=headers)
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/wav")
    speech_row = channels.Speech.objects.get()
    assert [look.field for look in people.seen_of(speech_row.reporter.person_id)] == ["sound"]
    said(program(city, "worker-01").get(f"sounds/{row['id']}/file"), 403)
    for _twice in range(2):
        sheet = said(hotline.post(f"sounds/{row['id']}/words", {"words": "锦桥路口的路灯不亮"}, **KEY))
    assert (sheet["words"], sheet["written_at"] is not None) == ("锦桥路口的路灯不亮", True)
    said(hotline.post(f"sounds/{row['id']}/words", {"words": "别的话"}), 409)
    assert said(hotline.get("sounds"))["items"] == []
    own = said(everybody.post(f"own/{number}/spoken", {"words": "锦桥路口的三盏路灯不亮"}, **secret))
    assert own["words"].endswith("三盏路灯不亮")


def test_consent_is_given_and_taken_back(city: Settled) -> None:
    draft = requests.Draft("锦桥路口的路灯不亮", name="小周", contact_phone="13800138000", lon=106.7065, lat=26.5895)
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    child, everybody, hotline = requests.secret_of(receipt.reporter_id), Api(), program(city, "hotline")
    at, mine = f"own/{receipt.number}/behalf", {"X-Request-Secret": child}
    assert said(everybody.get(at, **mine))["for_another"] is False
    said(everybody.post(f"{at}/withdraw", **mine), 404)
    consent = {"name": "周老伯", "how": "phone", "on": str(clock.today()), "phone": "13900139000"}
    said(everybody.post(at, consent | {"on": "2126-01-01"}, **mine), 422)
    for _twice in range(2):
        told = said(everybody.post(at, consent, **mine, **KEY))
    assert (told["name"], told["how"], told["withdrawn_at"]) == ("周*", "phone", None)
    behalf = channels.Behalf.objects.get()
    desk = f"work/{receipt.number}/behalf"
    assert said(hotline.get(desk))["name"] == "周*"
    said(hotline.post(desk, consent), 409)
    response, told = program(city, "worker-01").get(desk)
    assert response.status_code in (403, 404)
    assert "周老伯" not in str(told)
    parent = {"X-Request-Secret": requests.secret_of(behalf.principal_id)}
    assert said(everybody.get(at, **parent))["name"] == "周*"
    for _twice in range(2):
        assert said(everybody.post(f"{at}/withdraw", **parent, **KEY))["withdrawn_at"]
    said(hotline.post(f"{desk}/withdraw"), 409)
    told = apps.get_model("notices", "Message").objects.filter(key__startswith="consent_back")
    assert told.count() == 2  # the holder, the child; each once


def test_each_read_answers_as_its_page(city: Settled) -> None:
    made = box(city)["id"]
    papers = said(emptied(city, program(city, "hall"), f"boxes/{made}/emptied"))["id"]
    sound = speech(program(city, "hotline"))
    row, number = channels.Speech.objects.get().pk, sound.json()["number"]
    reads = {
        "/desk/boxes/": "boxes",
        f"/desk/boxes/{made}/": f"boxes/{made}",
        "/desk/boxes/5/": "boxes/5",
        f"/desk/boxes/emptied/{papers}/": f"boxes/emptied/{papers}",
        f"/desk/boxes/emptied/{papers}/there/": f"boxes/emptied/{papers}/there",
        "/desk/chats/": "chats",
        "/desk/chats/5/": "chats/5",
        "/desk/sounds/": "sounds",
        f"/desk/sounds/{row}/": f"sounds/{row}",
        f"/desk/behalf/{number}/": f"work/{number}/behalf",
    }
    wrong, refused = compared(city, POSTS, reads)
    assert wrong == []
    assert refused >= 20


def test_reads_take_a_steady_number_of_queries(city: Settled, steady: None) -> None:
    made, hall, director = box(city)["id"], program(city, "hall"), program(city, "director")
    papers = said(emptied(city, hall, f"boxes/{made}/emptied"))["id"]
    said(hall.post(f"boxes/emptied/{papers}/papers/1", {"words": "楼道路灯不亮", "photo_id": photo(hall)}))
    speech(program(city, "hotline"))
    calls = (
        lambda: said(hall.get("boxes")), lambda: said(hall.get(f"boxes/emptied/{papers}")),
        lambda: said(program(city, "hotline").get("sounds")),
    )  # fmt: skip
    few = [asked(call) for call in calls]
    for n in range(3):
        said(director.post("boxes", {"place_id": str(city.places["grid-05"]), "channel": "opinion_box",
                                     "title": f"{n}号岗亭"}))  # fmt: skip
        headers = {"Authorization": f"Bearer {hall.secret}"}
        fields = {
            "sound": io.BytesIO(wav(9)),
            "lon": "106.7065",
            "lat": "26.5895",
            "phone": "13800138000",
            "name": "老周",
        }
        assert Client().post("/api/v1/sounds", fields, headers=headers).status_code == 201
    said(hall.post(f"boxes/emptied/{papers}/papers/2", {"words": "井盖松了", "photo_id": photo(hall)}))
    assert [asked(call) for call in calls] == few
    assert max(few) <= 16, few


def test_random_input_is_never_a_500(city: Settled) -> None:
    made = box(city)["id"]
    papers = said(emptied(city, program(city, "hall"), f"boxes/{made}/emptied"))["id"]
    speech(program(city, "hotline"))
    row = channels.Speech.objects.select_related("matter").get()
    number = requests.read(row.matter_id).number
    known = [made, papers, str(row.pk), number, str(city.places["grid-05"]), str(city.posts["hotline"])]
    calls = 0
    for post in ("hall", "hotline"):
        calls += fuzz_as(program(city, post).secret, known, rounds=4, seed=3,
                         wanted=("boxes", "chats", "sounds", "work/{number}/behalf", "own/{number}"))  # fmt: skip
    assert calls > 150
