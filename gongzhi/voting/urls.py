"""Addresses of voting."""

from django.urls import path

from gongzhi.voting.views import entries, papers, polls, registers, vote

app_name = "voting"
urlpatterns = [
    path("vote/", vote.index, name="index"),
    path("vote/<int:poll_id>/", vote.page, name="vote"),
    path("vote/<int:poll_id>/cast/", vote.cast, name="cast"),
    path("vote/<int:poll_id>/thanks/", vote.thanks, name="thanks"),
    path("vote/<int:poll_id>/right/", vote.right, name="right"),
    path("ballots/<int:poll_id>/", vote.ballot, name="ballot"),
    path("vote/register/<int:register_id>/", vote.register, name="roll"),
    path("desk/voting/", polls.index, name="polls"),
    path("desk/voting/new/", polls.new, name="poll-new"),
    path("desk/voting/<int:poll_id>/", polls.one, name="poll"),
    path("desk/voting/<int:poll_id>/enter/", entries.enter, name="enter"),
    path("desk/voting/<int:poll_id>/counts/", entries.counts, name="counts"),
    path("desk/voting/<int:poll_id>/<slug:verb>/", polls.verb, name="poll-verb"),
    path("desk/voting/entries/<int:voice_id>/scan/", entries.scan, name="scan"),
    path("desk/voting/entries/<int:voice_id>/<slug:verb>/", entries.voice, name="voice"),
    path("desk/voting/tallies/<int:tally_id>/<slug:verb>/", entries.tally, name="tally"),
    path("desk/voting/registers/", registers.index, name="registers"),
    path("desk/voting/registers/new/", registers.new, name="register-new"),
    path("desk/voting/registers/<int:register_id>/", registers.one, name="register"),
    path("desk/voting/registers/<int:register_id>/import/", papers.bring_in, name="import"),
    path("desk/voting/registers/<int:register_id>/letters/", papers.letters, name="letters"),
    path("desk/voting/registers/<int:register_id>/list/<str:form>/", papers.roll, name="roll-paper"),
    path(
        "desk/voting/registers/<int:register_id>/objections/<int:objection_id>/", registers.objection, name="objection"
    ),
    path("desk/voting/registers/<int:register_id>/<slug:verb>/", registers.verb, name="register-verb"),
    path("desk/voting/electors/<int:elector_id>/<slug:verb>/", registers.row, name="elector"),
]
