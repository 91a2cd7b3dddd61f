"""Addresses of standards."""

from django.urls import path

from gongzhi.standards.views import export, page

app_name = "standards"
urlpatterns = [
    path("desk/gaps/", page.clauses, name="clauses"),
    path("desk/gaps/list/", page.gaps, name="gaps"),
    path("desk/gaps/list.xlsx", export.table, name="table"),
    path("desk/gaps/print/", export.printed, name="print"),
    path("desk/gaps/<int:gap_id>/", page.gap, name="gap"),
]
