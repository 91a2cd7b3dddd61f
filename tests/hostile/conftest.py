"""The city with staff, residents and requests of two communities, and browsers signed in as each of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from PIL import Image

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.files import public as files
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.tests.conftest import report
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["report"]

PHONE, NAME, EMAIL = "13850927316", "欧阳小虎", "tiger-7316@example.com"
INTERNAL = "内部备注-勿外传"
Browsers = dict[str, Client]

# role → the post held; `worker` is the grid worker of the request's grid, `elsewhere` of another grid
POSTS = {
    "elsewhere": "worker-07",
    "worker": "worker-05",
    "clerk": "hotline",
    "department": "liaison-urban-management",
    "director": "director",
    "supervisor": "supervisor",
    "admin": "admin",
}
ROLES = ("anonymous", "resident", *POSTS)


@pytest.fixture
def browsers(city: Settled) -> Browsers:
    """A browser for each role."""
    found: Browsers = {"anonymous": Client(raise_request_exception=False)}
    person = people.create_person(name="邻居")
    for role, person_id in {"resident": person.pk, **{r: city.holders[p][0] for r, p in POSTS.items()}}.items():
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(account_of(person_id))
    return found


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def lamp(city: Settled, report: Callable[..., Request]) -> Request:
    """A request of a resident (name and phone known) in the grid of `worker`, with a photo and an internal note."""
    stored = files.accept_image(picture(), actor=ANONYMOUS)
    about = report(name=NAME, contact_phone=PHONE, contact_email=EMAIL, file_ids=(stored.pk,), lon=106.708, lat=26.5895)
    procedures.comment(about.pk, internal_text=INTERNAL, actor=SYSTEM)
    return Request.objects.select_related("matter").get(pk=about.pk)


@pytest.fixture
def link(lamp: Request) -> str:
    """The reporter's own address."""
    return requests.link_of(lamp.number, Reporter.objects.get(request=lamp).pk)


def first_photo(about: Request) -> Any:
    return files.files_of(about.pk)[0]
