"""Addresses of deliberation."""

from django.urls import path

from gongzhi.deliberation.views import desk, loose, meetings, pacts, pacts_desk, portal, records, sitting, supervision

app_name = "deliberation"
urlpatterns = [
    path("topics/", portal.index, name="topics"),
    path("topics/new/", portal.new, name="topic-new"),
    path("topics/<str:number>/", portal.show, name="topic"),
    path("topics/<str:number>/comment/", portal.say, name="topic-comment"),
    path("topics/<str:number>/rate/", portal.rate, name="topic-rate"),
    path("topics/<str:number>/appeal/<int:comment_id>/", portal.appeal, name="topic-appeal"),
    path("meetings/<int:meeting_id>/", records.show, name="record"),
    path("desk/supervision/", supervision.index, name="supervision"),
    path("desk/topics/", desk.index, name="desk-topics"),
    path("desk/topics/new/", desk.new, name="desk-topic-new"),
    path("desk/topics/comments/", desk.comments, name="desk-comments"),
    path("desk/topics/comments/<int:comment_id>/", desk.moderate_comment, name="desk-comment"),
    path("desk/topics/loose/", loose.index, name="desk-loose"),
    path("desk/topics/<int:matter_id>/", desk.show, name="desk-topic"),
    path("desk/topics/<int:matter_id>/<slug:verb>/", desk.act, name="desk-topic-act"),
    path("desk/meetings/", meetings.index, name="meetings"),
    path("desk/meetings/new/", meetings.new, name="meeting-new"),
    path("desk/meetings/<int:meeting_id>/", meetings.show, name="meeting"),
    path("desk/meetings/<int:meeting_id>/minutes/<slug:form>/", meetings.minutes, name="meeting-minutes"),
    path("desk/meetings/<int:meeting_id>/seats/<int:seat_id>/", sitting.seat, name="meeting-seat"),
    path("desk/meetings/<int:meeting_id>/motions/<int:motion_id>/<slug:verb>/", sitting.motion, name="meeting-motion"),
    path("desk/meetings/<int:meeting_id>/<slug:verb>/", sitting.act, name="meeting-act"),
    path("pacts/", pacts.index, name="pacts"),
    path("pacts/<int:pact_id>/", pacts.show, name="pact"),
    path("pacts/<int:pact_id>/compare/", pacts.side_by_side, name="pact-compare"),
    path("pacts/<int:pact_id>/poster/<str:form>/", pacts.poster, name="pact-poster"),
    path("pacts/<int:pact_id>/<int:version_id>/", pacts.show, name="pact-version"),
    path("pacts/<int:pact_id>/<int:version_id>/<str:form>/", pacts.paper, name="pact-paper"),
    path("desk/pacts/", pacts_desk.index, name="desk-pacts"),
    path("desk/pacts.xlsx", pacts_desk.table, name="desk-pacts-table"),
    path("desk/pacts/start/", pacts_desk.start, name="desk-pact-start"),
    path("desk/pacts/<int:pact_id>/", pacts_desk.show, name="desk-pact"),
    path("desk/pacts/<int:pact_id>/<int:version_id>/", pacts_desk.draft, name="desk-draft"),
]
