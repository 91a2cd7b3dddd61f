"""Addresses of the boards."""

from django.urls import path
from django.views.decorators.http import require_safe

from gongzhi.disclosure.views import board, days, desk, feed, owed, proofs, queries

app_name = "disclosure"
urlpatterns = [
    path("board/", board.board_list, name="list"),
    path("board/feed.xml", require_safe(feed.Latest()), name="feed"),
    path("board/days/", days.index, name="days"),
    path("board/days/<int:day_id>/", days.show, name="day"),
    path("board/days/<int:day_id>/ask/", days.ask, name="day-ask"),
    path("board/queries/<str:number>/", queries.show, name="query"),
    path("board/queries/<str:number>/appeal/", queries.appeal, name="query-appeal"),
    path("board/<int:posting_id>/", board.detail, name="detail"),
    path("board/<int:posting_id>/ask/", queries.ask, name="ask"),
    path("board/<int:posting_id>/files/<int:file_id>/", proofs.file, name="file"),
    path("board/<int:posting_id>/print/", proofs.sheet, name="sheet"),
    path("desk/board/", desk.desk_list, name="desk-list"),
    path("desk/board/new/", desk.desk_new, name="desk-new"),
    path("desk/board/owed/", owed.index, name="desk-owed"),
    path("desk/board/owed.xlsx", owed.table, name="desk-owed-table"),
    path("desk/board/proofs/", proofs.index, name="desk-proofs"),
    path("desk/board/queries/", queries.desk_index, name="desk-queries"),
    path("desk/board/queries/<int:matter_id>/", queries.desk_query, name="desk-query"),
    path("desk/board/days/new/", days.new, name="desk-day-new"),
    path("desk/board/days/<int:day_id>/enter/", days.enter, name="desk-day-enter"),
    path("desk/board/days/<int:day_id>/report/", days.report, name="desk-day-report"),
    path("desk/board/days/<int:day_id>/cancel/", days.cancel, name="desk-day-cancel"),
    path("desk/board/<int:posting_id>/query/", queries.enter, name="enter"),
    path("desk/board/<int:posting_id>/proof/", proofs.new, name="desk-proof"),
    path("desk/board/<int:posting_id>/correct/", desk.desk_correct, name="desk-correct"),
    path("desk/board/<int:posting_id>/withdraw/", desk.desk_withdraw, name="desk-withdraw"),
]
