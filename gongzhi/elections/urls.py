"""Addresses of elections."""

from django.urls import path

from gongzhi.elections.views import desk, papers, portal

app_name = "elections"
urlpatterns = [
    path("elections/", portal.index, name="elections"),
    path("elections/<str:number>/", portal.show, name="election"),
    path("elections/<str:number>/recommend/", portal.recommend, name="recommend"),
    path("elections/<str:number>/answer/", portal.answer, name="answer"),
    path("desk/elections/", desk.index, name="desk-elections"),
    path("desk/elections/new/", desk.new, name="desk-new"),
    path("desk/elections/recall/", desk.recall, name="desk-recall"),
    path("desk/elections/<int:matter_id>/", desk.show, name="desk-election"),
    path("desk/elections/<int:matter_id>/attendance/", desk.attendance, name="attendance"),
    path("desk/elections/<int:matter_id>/papers/<slug:what>/<slug:form>/", papers.paper, name="paper"),
    path("desk/elections/<int:matter_id>/<slug:verb>/", desk.act, name="desk-act"),
]
