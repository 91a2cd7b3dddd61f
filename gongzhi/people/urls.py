"""Addresses of `people`."""

from __future__ import annotations

from django.urls import path

from gongzhi.people import views

app_name = "people"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("login/code/", views.ask_code, name="ask-code"),
    path("login/code/check/", views.check_code, name="check-code"),
    path("logout/", views.sign_out, name="logout"),
    path("me/", views.me, name="me"),
    path("me/password/", views.password, name="password"),
    path("me/reveals/", views.reveals, name="reveals"),
    path("privacy/", views.privacy, name="privacy"),
]
