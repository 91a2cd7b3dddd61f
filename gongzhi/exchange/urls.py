"""Addresses of exchange."""

from django.urls import path

from gongzhi.exchange.views import tokens

app_name = "exchange"
urlpatterns = [
    path("desk/tokens/", tokens.tokens, name="tokens"),
    path("desk/tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke"),
]
