"""The addresses below `/api/`; loaded with the first call of one of them."""

from __future__ import annotations

from django.urls import path

from gongzhi.exchange.api import operations

urlpatterns = [
    path("v1/openapi.json", operations.openapi),
    path("v1/docs", operations.docs),
    path("v1/", operations.urls()),
    path("", operations.nowhere),
    path("<path:rest>", operations.nowhere),
]
