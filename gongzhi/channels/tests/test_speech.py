"""Speech with a place is a request; staff write it down, who spoke puts it right; a child reports for a parent."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.files import public as files
from gongzhi.notices import public as notices
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def wav(seconds: int) -> bytes:
    """Silence of one channel, 8 bits, 8,000 a second."""
    data = b"\x80" * (8000 * seconds)
    head = struct.pack(
        "<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVEfmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", len(data)
    )
    return head + data


def sent(**changed: Any) -> dict[str, Any]:
    fields = {"sound": SimpleUploadedFile("a.wav", wav(9)), "lon": "106.7065", "lat": "26.5895", "name": "周老伯",
              "contact_phone": "13800138000", "submission": "once"}  # fmt: skip
    return fields | changed


def test_speech_is_heard_written_down_and_put_right(
    city: Settled, desk: Callable[..., Client], manual_clock: Any, steady: None
) -> None:
    portal, hotline = Client(), desk("hotline")
    page = portal.get("/speak/")
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert "音" in text(portal.post("/speak/", sent(sound=SimpleUploadedFile("a.wav", b"no sound"))), 422)
    assert text(portal.post("/speak/", sent(lon="", lat="")), 422)
    assert not requests.Request.objects.exists()
    taken = portal.post("/speak/", sent())
    assert taken.status_code == 302
    assert portal.post("/speak/", sent())["Location"] == taken["Location"]
    about = requests.Request.objects.select_related("matter").get()
    row = channels.Speech.objects.get()
    assert row.seconds == 9
    key = taken["Location"].split("?")[1]
    own = f"/speak/{about.number}/?{key}"
    assert own.replace("&", "&amp;") in text(portal.get(taken["Location"]))
    assert portal.get(f"/speak/{about.number}/?k=x").status_code == 404
    heard = portal.get(f"/speak/{about.number}/file/?{key}")
    assert heard["Content-Type"] == "audio/wav"
    assert heard["Content-Disposition"] == f'inline; filename="{row.sound}.wav"'
    # the desk: the queue, the recording, the words
    at = f"/desk/sounds/{row.pk}/"
    assert at in text(hotline.get("/desk/sounds/"))
    for _again in range(2):  # a player asks more than once; who spoke reads of it once
        assert hotline.get(f"{at}file/").status_code == 200
    assert [look.field for look in people.seen_of(row.reporter.person_id)] == ["sound"]
    assert desk("worker-01").get(at).status_code in (403, 404)
    assert text(hotline.post(at, {"words": "?"}), 422)
    assert hotline.post(at, {"words": "锦桥路口的路灯不亮了"}).status_code == 302
    assert "刚" in text(hotline.post(at, {"words": "别的"}), 422)
    about.refresh_from_db()
    about.matter.refresh_from_db()
    assert (about.description, about.matter.title) == ("锦桥路口的路灯不亮了", "锦桥路口的路灯不亮了")
    assert at not in text(hotline.get("/desk/sounds/"))
    # who spoke puts it right
    assert "锦桥路口" in text(portal.get(own))
    assert portal.post(own, {"words": "锦桥路口的路灯不亮了，是三盏"}).status_code == 302
    about.refresh_from_db()
    assert about.description.endswith("三盏")
    # the recording does not stay
    assert channels.forget_sounds() == 0
    channels.Speech.objects.update(written_at=clock.now() - timedelta(days=31))
    assert channels.forget_sounds() == 1
    assert channels.forget_sounds() == 0
    assert files.files_of(row.pk) == []
    assert portal.get(f"/speak/{about.number}/file/?{key}").status_code == 404


def test_a_child_reports_for_a_parent_who_may_take_it_back(
    city: Settled, desk: Callable[..., Client], steady: None
) -> None:
    draft = requests.Draft(
        "锦桥路口的路灯不亮好几天了", name="小周", contact_phone="13800138000", lon=106.7065, lat=26.5895
    )
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    about, portal, hotline = requests.read(receipt.matter_id), Client(), desk("hotline")
    (child,) = requests.reporters_of(about.pk)
    link = requests.link_of(about.number, child.pk)
    page = f"/behalf/{about.number}/?{link.split('?')[1]}"
    assert page in text(portal.get(link))
    fields = {"name": "周老伯", "how": "phone", "on": clock.today().isoformat(), "both": "on", "submission": "once"}
    assert "电话" in text(portal.post(page, fields), 422)
    fields["phone"] = "13900139000"
    future = (clock.today() + timedelta(days=1)).isoformat()
    assert text(portal.post(page, fields | {"on": future}), 422)
    assert portal.post(page, fields).status_code == 302
    behalf = channels.Behalf.objects.get()
    assert len(requests.reporters_of(about.pk)) == 2  # the parent hears the answer, too
    shown = text(hotline.get(f"/desk/requests/{about.number}/"))
    assert "电话" in shown
    assert "周老伯" not in shown
    parent = f"/behalf/{about.number}/?k={requests.secret_of(behalf.principal_id)}"
    assert portal.get(f"/behalf/{about.number}/?k=x").status_code == 404
    assert portal.post(parent, {"withdraw": "1"}).status_code == 302
    assert portal.post(parent, {"withdraw": "1"}).status_code == 302
    behalf.refresh_from_db()
    assert behalf.withdrawn_at is not None
    told = apps.get_model("notices", "Message").objects.filter(key__startswith="consent_back")
    assert sorted(told.values_list("channel", flat=True)) == ["inapp", "sms"]  # the holder, the child; each once
    assert told.get(channel="inapp").about == about.pk
    assert told.get(channel="sms").key.startswith(f"consent_back_told:{child.pk}:")
    holder = city.actor(next(k for k, p in city.posts.items() if p == about.matter.holder_post_id))
    assert any("撤回同意" in m.text for m in notices.inbox(holder.person_id).items)
    assert "已撤回" in text(hotline.get(f"/desk/behalf/{about.number}/"))
    assert desk("worker-01").get(f"/desk/behalf/{about.number}/").status_code in (403, 404)


def test_a_recording_is_kept_as_long_as_the_pack_says(
    city: Settled, desk: Callable[..., Client], manual_clock: Any, monkeypatch: Any
) -> None:
    """Also that of a request that ended before anybody wrote it down."""
    assert Client().post("/speak/", sent()).status_code == 302
    row, rules = channels.Speech.objects.get(), packs.active()
    shorter = [c.model_copy(update={"spoken_days": 5}) if c.key == "web" else c for c in rules.channels]
    there = rules.model_copy(update={"channels": tuple(shorter)})
    holder = city.actor(next(k for k, p in city.posts.items() if p == row.matter.holder_post_id))
    requests.answer(row.matter_id, actor=holder, ending="withdrawn", public_text="本人说不用办了。")
    manual_clock.advance(timedelta(days=6))
    assert channels.forget_sounds() == 0  # thirty days where the pack says nothing
    monkeypatch.setattr("gongzhi.channels.actions.sounds.packs.installed", lambda: there)
    assert channels.forget_sounds() == 1
    assert files.files_of(row.pk) == []
