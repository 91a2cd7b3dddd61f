"""Addresses of duty."""

from django.urls import path

from gongzhi.duty.views import desk, handover, ledgers, papers, portal, swaps

app_name = "duty"
urlpatterns = [
    path("duty/", portal.index, name="portal"),
    path("desk/duty/", desk.index, name="desk"),
    path("desk/ledgers/", ledgers.index, name="ledgers"),
    path("desk/ledgers/<int:place_id>/<slug:key>/", ledgers.show, name="ledger"),
    path("desk/ledgers/<int:place_id>/<slug:key>/note/", ledgers.note, name="ledger-note"),
    path("desk/ledgers/<int:place_id>/<slug:key>/month.xlsx", ledgers.table, name="ledger-table"),
    path("desk/ledgers/<int:place_id>/<slug:key>/paper/<str:form>/", ledgers.paper, name="ledger-paper"),
    path("desk/duty/shifts/<int:stint_id>/", swaps.show, name="shift"),
    path("desk/duty/swaps/<int:swap_id>/<slug:verb>/", swaps.act, name="swap"),
    path("desk/duty/<int:place_id>/", desk.show, name="rota"),
    path("desk/duty/<int:place_id>/handover/", handover.show, name="handover"),
    path("desk/duty/<int:place_id>/handover/<slug:verb>/", handover.act, name="handover-act"),
    path("desk/duty/<int:place_id>/week.xlsx", papers.table, name="week-table"),
    path("desk/duty/<int:place_id>/paper/<str:form>/", papers.week, name="week-paper"),
    path("desk/duty/<int:place_id>/<slug:verb>/", desk.act, name="act"),
]
