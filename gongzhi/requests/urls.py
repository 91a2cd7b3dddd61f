"""Addresses of requests."""

from django.urls import path

from gongzhi.requests.views import acts, around, export, imports, intake, lists, own, report, sheet, unlocated, work

app_name = "requests"
urlpatterns = [
    path("report/", report.words, name="report"),
    path("report/<str:key>/", report.words, name="report-words"),
    path("report/<str:key>/kind/", report.kind, name="report-kind"),
    path("report/<str:key>/place/", report.place, name="report-place"),
    path("report/<str:key>/near/", report.near, name="report-near"),
    path("report/<str:key>/contact/", report.contact, name="report-contact"),
    path("report/<str:key>/done/", report.done, name="report-done"),
    path("desk/", work.my_work, name="work"),
    path("field/", work.field, name="field"),
    path("desk/accept/", work.accept_many, name="accept-many"),
    path("desk/intake/", intake.register, name="intake"),
    path("desk/intake/hints/", intake.hints, name="intake-hints"),
    path("desk/intake/done/<int:reporter_id>/", intake.done, name="intake-done"),
    path("desk/intake/done/<int:reporter_id>/slip/", intake.slip, name="slip"),
    path("desk/import/", imports.upload, name="import"),
    path("desk/import/<int:run_id>/", imports.show, name="import-run"),
    path("desk/import/<int:run_id>/errors/", imports.errors, name="import-errors"),
    path("desk/requests/", lists.requests, name="list"),
    path("desk/requests/export.xlsx", export.export, name="export"),
    path("desk/requests/print/", lists.printed, name="print"),
    path("desk/search/", lists.search, name="search"),
    path("desk/unlocated/", unlocated.unlocated, name="unlocated"),
    path("desk/unlocated/<str:number>/", unlocated.locate, name="locate"),
    path("desk/requests/<str:number>/", sheet.show, name="sheet"),
    path("desk/requests/<str:number>/photo/<int:file_id>/", sheet.photo, name="photo"),
    path("desk/requests/<str:number>/<slug:verb>/", acts.act, name="act"),
    path("nearby/", around.near, name="nearby"),
    path("me/requests/", around.mine, name="mine"),
    path("track/", own.track, name="track"),
    path("r/<str:number>", own.show, name="own"),
    path("r/<str:number>/add/", own.add, name="own-add"),
    path("r/<str:number>/rate/", own.rate_it, name="own-rate"),
    path("r/<str:number>/reopen/", own.reopen_it, name="own-reopen"),
    path("r/<str:number>/photo/<int:file_id>/", own.photo, name="own-photo"),
]
