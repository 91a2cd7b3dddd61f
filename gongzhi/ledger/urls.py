"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from gongzhi.ledger.views import documents, pages

app_name = "ledger"
urlpatterns = [
    path("ledger/", pages.index, name="index"),
    path("ledger/check/", pages.check, name="check"),
    path("ledger/seal/", documents.seal, name="seal"),
    path("ledger/seal/forget/", documents.forget, name="seal-forget"),
    path("ledger/sheet/", documents.sheet, name="sheet"),
    path("ledger/document/<slug:kind>/<int:number>/", documents.show, name="document"),
    path("ledger/document/<slug:kind>/<int:number>/proof.json", documents.bundle, name="document-proof"),
    path("ledger/head.json", pages.head_of_tree, name="head"),
    path("ledger/proof.json", pages.proof, name="proof"),
    path("ledger/consistency.json", pages.consistency, name="consistency"),
    path("ledger/export.jsonl", pages.download, name="export"),
    path("ledger/verify_ledger.py", pages.verifier, name="verifier"),
]
