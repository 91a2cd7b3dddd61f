"""Addresses of ways in."""

from django.urls import path

from gongzhi.channels.views import chats

app_name = "channels"
urlpatterns = [
    path("desk/chats/", chats.paste, name="chats"),
    path("desk/chats/<int:batch_id>/", chats.done, name="chat"),
]
