"""Addresses of structure."""

from django.urls import URLPattern

app_name = "structure"
urlpatterns: list[URLPattern] = []
