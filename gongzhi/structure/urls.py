"""Addresses of structure."""

from django.urls import path

from gongzhi.structure.views import addresses, duties, matters, meeting, meeting_tasks, meetings

app_name = "structure"
urlpatterns = [
    path("desk/structure/matters/<int:matter_id>/", matters.matter, name="matter"),
    path("desk/structure/matters/<int:matter_id>/<slug:verb>/", matters.act, name="matter-act"),
    path("desk/structure/meetings/", meetings.index, name="meetings"),
    path("desk/structure/meetings/new/", meetings.call, name="meeting-call"),
    path("desk/structure/meetings/tasks/", meetings.tasks, name="meetings-tasks"),
    path("desk/structure/meetings/<slug:what>.xlsx", meetings.export, name="meetings-export"),
    path("desk/structure/meetings/<int:meeting_id>/", meeting.meeting, name="meeting"),
    path("desk/structure/meetings/<int:meeting_id>/minutes/paper/", meeting.paper, name="meeting-minutes"),
    path("desk/structure/meetings/<int:meeting_id>/<slug:verb>/", meeting.act, name="meeting-act"),
    path("desk/structure/tasks/<int:task_id>/", meeting_tasks.task, name="task"),
    path("desk/structure/tasks/<int:task_id>/photo/<int:file_id>/", meeting_tasks.photo, name="task-photo"),
    path("desk/structure/tasks/<int:task_id>/<slug:verb>/", meeting_tasks.act, name="task-act"),
    path("desk/structure/duties/", duties.index, name="duties"),
    path("desk/structure/duties/export.xlsx", duties.export, name="duties-export"),
    path("desk/structure/duties/<int:sheet_id>/", duties.sheet, name="duty"),
    path("desk/structure/duties/<int:sheet_id>/<slug:verb>/", duties.act, name="duty-act"),
    path("desk/structure/duties/<int:sheet_id>/photo/<int:proof_id>/<int:number>/", duties.photo, name="duty-photo"),
    path("structure/duties/", duties.public, name="duties-public"),
    *addresses.COBUILDING,
    *addresses.PORTFOLIOS,
    *addresses.PREMISES,
]
