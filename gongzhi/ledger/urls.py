"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from gongzhi.ledger import views

app_name = "ledger"
urlpatterns = [
    path("ledger/", views.index, name="index"),
    path("ledger/check/", views.check, name="check"),
    path("ledger/head.json", views.head_of_tree, name="head"),
    path("ledger/proof.json", views.proof, name="proof"),
    path("ledger/consistency.json", views.consistency, name="consistency"),
    path("ledger/export.jsonl", views.download, name="export"),
    path("ledger/verify_ledger.py", views.verifier, name="verifier"),
]
