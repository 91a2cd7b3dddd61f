"""A refusal that a view lets through becomes a page: the right status, the reader's language, what was typed kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotAllowed, NotFound, TooMany
from gongzhi.kit.errors import add_to_form, refusals_to
from gongzhi.kit.forms import OnceForm
from gongzhi.kit.samples import SampleForm
from gongzhi.site import urls as site_urls

pytestmark = pytest.mark.django_db
TYPED = {"text": "3 号楼 路灯不亮", "phone": "13900001234", "password": "geheim geheim", "submission": "abc"}


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("t/conflict/", raising(Conflict("This has changed meanwhile"))),
    path("t/notnow/", raising(NotAllowed("This is not possible now."))),
    path("t/forbidden/", raising(Forbidden("Your posts do not allow this here."))),
    path("t/notfound/", raising(NotFound("This page was not found"))),
    path("t/toomany/", raising(TooMany("Too many tries", retry_after=90))),
    path("t/locked/", raising(OperationalError("database is locked"))),
    path("t/broken/", raising(OperationalError("no such table: x"))),
    *site_urls.urlpatterns,
]
handler404 = site_urls.handler404
here = override_settings(ROOT_URLCONF=__name__)


@here
def test_conflict_keeps_the_sentences_but_no_secrets(client: Client) -> None:
    response = client.post("/t/conflict/", TYPED)
    text = response.content.decode()
    assert response.status_code == 409
    assert "内容已被更新" in text
    assert TYPED["text"] in text
    assert TYPED["password"] not in text
    assert TYPED["phone"] not in text


@here
def test_what_cannot_be_done_now_says_so_and_leads_back_to_the_page_of_the_form(client: Client) -> None:
    for came, back in (("http://testserver/desk/a/?q=1", "/desk/a/?q=1"), ("http://evil.example/x", "/t/notnow/")):
        answer = client.post("/t/notnow/", TYPED, headers={"referer": came})
        assert answer.status_code == 409
        assert "现在不能这样办" in answer.content.decode()
        assert f'href="{back}"' in answer.content.decode()


@here
def test_locked_database_is_503_and_the_form_can_be_sent_again(client: Client) -> None:
    response = client.post("/t/locked/", TYPED)
    text = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert f'name="text" value="{TYPED["text"]}"' in text
    assert 'name="submission" value="abc"' in text
    assert "geheim" not in text


@here
def test_other_database_failures_are_not_hidden(client: Client) -> None:
    with pytest.raises(OperationalError):
        client.get("/t/broken/")


@here
def test_too_many_says_when(client: Client) -> None:
    response = client.get("/t/toomany/")
    assert (response.status_code, response["Retry-After"]) == (429, "90")


@here
def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/t/forbidden/?a=1")
    assert response.status_code == 302
    assert response["Location"] == "/login/?next=%2Ft%2Fforbidden%2F%3Fa%3D1"


@here
def test_not_found_speaks_the_language(client: Client) -> None:
    assert "没有找到" in client.get("/t/notfound/").content.decode()
    response = client.get("/t/notfound/", headers={"accept-language": "en"})
    assert "This page was not found" in response.content.decode()


@here
def test_htmx_gets_the_message_alone(client: Client) -> None:
    response = client.get("/t/conflict/", headers={"hx-request": "true"})
    assert response["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()


def test_an_error_lands_beside_its_field_and_links_to_it() -> None:
    form = SampleForm({"text": "x", "phone": "13900001234", "kind": "a", "way": "sms"})
    assert form.is_valid(), form.errors
    add_to_form(form, Invalid("This is too large", field="text"))
    html = str(form)
    assert '<a href="#id_text">' in html
    assert 'id="id_text_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_required_field_names_itself() -> None:
    form = SampleForm({"kind": "a"})
    assert "请填写：您要反映什么问题？" in str(form.errors["text"])
    assert "请选择：" in str(form.errors["way"])


def test_each_form_has_its_own_number() -> None:
    first, second = OnceForm()["submission"].value(), OnceForm()["submission"].value()
    assert first
    assert first != second


def test_every_domain_error_has_a_status() -> None:
    from gongzhi.kit.errors import headings, status_of

    for kind in DomainError.__subclasses__():
        error = kind("x", retry_after=1) if kind is TooMany else kind("x")
        assert status_of(error) in headings()


@pytest.mark.parametrize("error", [Invalid("Say what happened.", field="text"), Conflict("x"), NotAllowed("x")])
def test_a_refusal_within_goes_to_the_form(error: DomainError) -> None:
    form = SampleForm({**TYPED, "consent": "on"})
    form.is_valid()
    before = dict(form.errors)
    with refusals_to(form):
        raise error
    where = "text" if isinstance(error, Invalid) else "__all__"
    assert (where in form.errors, where in before) == (True, False)


def test_what_is_not_for_the_form_goes_on() -> None:
    form = SampleForm(TYPED)
    form.is_valid()
    with pytest.raises(Conflict), refusals_to(form, Invalid, NotAllowed):
        raise Conflict("This has changed meanwhile")
    with pytest.raises(Forbidden), refusals_to(form):
        raise Forbidden("Your posts do not allow this here.")
