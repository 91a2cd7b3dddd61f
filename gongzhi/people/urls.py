"""Addresses of `people`."""

from __future__ import annotations

from django.urls import path

from gongzhi.people.views import doings, me, oidc, second, sign_in

app_name = "people"
urlpatterns = [
    path("login/", sign_in.sign_in, name="login"),
    path("login/code/", sign_in.ask_code, name="ask-code"),
    path("login/code/check/", sign_in.check_code, name="check-code"),
    path("login/second/", sign_in.second, name="second"),
    path("login/oidc/", oidc.there, name="oidc"),
    path("login/oidc/back/", oidc.back, name="oidc-back"),
    path("logout/", sign_in.sign_out, name="logout"),
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("me/second-step/", second.second_step, name="second-step"),
    path("me/sign-in-service/", oidc.service, name="sign-in-service"),
    path("me/sign-ins/", doings.sign_ins, name="sign-ins"),
    path("me/reveals/", me.reveals, name="reveals"),
    path("privacy/", me.privacy, name="privacy"),
]
