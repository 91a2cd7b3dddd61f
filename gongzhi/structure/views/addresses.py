"""Addresses of premises and of building together; `urls` takes them in."""

from __future__ import annotations

from django.urls import path

from gongzhi.structure.views import (
    agreements,
    cobuilding,
    consultation,
    emergency,
    emergency_people,
    emergency_public,
    forming,
    forming_matter,
    portfolios,
    premises,
    premises_estates,
    premises_signs,
    sharing,
    two_way,
    two_way_part,
)

_PREMISES = "desk/structure/premises/"
PREMISES = [
    path(_PREMISES, premises.index, name="premises-index"),
    path(f"{_PREMISES}<int:place_id>/", premises.one, name="premises"),
    path(f"{_PREMISES}<int:place_id>/export.xlsx", premises.export, name="premises-export"),
    path(f"{_PREMISES}<int:place_id>/print/", premises_signs.print_signs, name="premises-print"),
    path(f"{_PREMISES}<int:place_id>/rooms/new/", premises.new_room, name="new-room"),
    path(f"{_PREMISES}<int:place_id>/estates/new/", premises_estates.new_estate, name="new-estate"),
    path(f"{_PREMISES}<int:place_id>/signs/new/", premises_signs.new_sign, name="new-sign"),
    path(f"{_PREMISES}<int:place_id>/signs/down/", premises_signs.take_down_sign, name="take-down-sign"),
    path(f"{_PREMISES}rooms/<int:room_id>/", premises.room, name="room"),
    path(f"{_PREMISES}rooms/<int:room_id>/change/", premises.change_room, name="change-room"),
    path(f"{_PREMISES}rooms/<int:room_id>/end/", premises.end_room, name="end-room"),
    path(f"{_PREMISES}estates/<int:estate_id>/", premises_estates.estate, name="estate"),
    path(f"{_PREMISES}estates/<int:estate_id>/back/", premises_estates.take_back_stage, name="take-back-stage"),
    path(f"{_PREMISES}estates/<int:estate_id>/close/", premises_estates.close_estate, name="close-estate"),
    path(f"{_PREMISES}estates/<int:estate_id>/photo/<int:file_id>/", premises_estates.evidence, name="evidence"),
]
_EMERGENCY, _ONE, _PUBLIC = (
    "desk/structure/emergency/",
    "desk/structure/emergency/<int:emergency_id>/",
    "structure/emergency/",
)
EMERGENCY = [
    path(_EMERGENCY, emergency.index, name="emergencies"),
    path(f"{_EMERGENCY}new/", emergency.new, name="emergency-new"),
    path(_ONE, emergency.show, name="emergency"),
    path(f"{_ONE}confirm/", emergency.confirm, name="emergency-confirm"),
    path(f"{_ONE}order/<slug:verb>/", emergency.order, name="emergency-order"),
    path(f"{_ONE}areas/<int:place_id>/", emergency.area, name="emergency-area"),
    path(f"{_ONE}areas/<int:place_id>/branch/", emergency.branch, name="emergency-branch"),
    path(f"{_ONE}areas/<int:place_id>/secretary/", emergency.secretary, name="emergency-secretary"),
    path(f"{_ONE}scan/<int:file_id>/", emergency.scan, name="emergency-scan"),
    path(f"{_ONE}people/", emergency_people.people, name="emergency-people"),
    path(f"{_ONE}people/new/", emergency_people.enter, name="emergency-enter"),
    path(f"{_ONE}people/<int:helper_id>/", emergency_people.helper, name="emergency-helper"),
    path(f"{_ONE}rota/", emergency_people.rota, name="emergency-rota"),
    path(f"{_ONE}rota/put/", emergency_people.put, name="emergency-put"),
    path(f"{_ONE}rota/off/<int:duty_id>/", emergency_people.off, name="emergency-off"),
    path(f"{_ONE}rota/settle/", emergency_people.settle, name="emergency-settle"),
    path(f"{_ONE}rota.xlsx", emergency_people.rota_table, name="emergency-rota-table"),
    path(f"{_ONE}needs/", emergency_people.needs, name="emergency-needs"),
    path(f"{_ONE}needs/new/", emergency_people.need, name="emergency-take"),
    path(f"{_ONE}report/", emergency_people.report, name="emergency-report"),
    path(f"{_ONE}report.xlsx", emergency_people.report_table, name="emergency-report-table"),
    path(_PUBLIC, emergency_public.index, name="emergency-open"),
    path(f"{_PUBLIC}<int:emergency_id>/", emergency_public.show, name="emergency-public"),
    path(f"{_PUBLIC}<int:emergency_id>/report-in/<str:code>/", emergency_public.report_in, name="emergency-report-in"),
    path(f"{_PUBLIC}<int:emergency_id>/volunteer/", emergency_public.volunteer, name="emergency-volunteer"),
    path(f"{_PUBLIC}<int:emergency_id>/need/", emergency_public.need, name="emergency-need"),
]
_COBUILDING, _SHARED = "desk/structure/cobuilding/", "desk/structure/shared/"
COBUILDING = [
    path(_COBUILDING, cobuilding.index, name="cobuilding-index"),
    path(f"{_COBUILDING}<int:place_id>/", cobuilding.one, name="cobuilding"),
    path(f"{_COBUILDING}<int:place_id>/agreements/new/", agreements.new_agreement, name="new-agreement"),
    path(f"{_COBUILDING}<int:place_id>/estates/", cobuilding.estates, name="estates"),
    path(f"{_COBUILDING}<int:place_id>/estates/<int:below_id>/", cobuilding.tie, name="tie"),
    path(f"{_COBUILDING}<int:place_id>/shared/", cobuilding.shared_here, name="cobuilding-shared"),
    path(f"{_COBUILDING}<int:place_id>/sheet/", cobuilding.sheet, name="sheet"),
    path(f"{_COBUILDING}<int:place_id>/sheet/export.xlsx", cobuilding.sheet_export, name="sheet-export"),
    path(f"{_COBUILDING}agreements/<int:agreement_id>/", agreements.agreement, name="agreement"),
    path(f"{_COBUILDING}agreements/<int:agreement_id>/commit/", agreements.commit, name="commit"),
    path(f"{_COBUILDING}agreements/<int:agreement_id>/end/", agreements.end, name="end-agreement"),
    path(f"{_COBUILDING}agreements/<int:agreement_id>/give/", agreements.give, name="give"),
    path(f"{_COBUILDING}agreements/<int:agreement_id>/photo/<int:file_id>/", agreements.scan, name="agreement-scan"),
    path(f"{_COBUILDING}agreements/<int:agreement_id>/second/", agreements.second, name="second"),
    path(f"{_COBUILDING}commitments/<int:commitment_id>/", agreements.finish, name="finish"),
    path(_SHARED, sharing.desk_offers, name="desk-offers"),
    path(f"{_SHARED}<int:shared_id>/", sharing.desk_offer, name="desk-offer"),
    path(f"{_SHARED}<int:shared_id>/end/", sharing.end, name="end-shared"),
    path(f"{_SHARED}new/<int:place_id>/", sharing.new, name="new-shared"),
    path("structure/shared/", sharing.portal_offers, name="portal-offers"),
    path("structure/shared/<int:shared_id>/", sharing.portal_offer, name="portal-offer"),
    path("structure/bookings/<int:booking_id>/confirm/", sharing.settle, {"verb": "confirm"}, name="confirm-booking"),
    path("structure/bookings/<int:booking_id>/refuse/", sharing.settle, {"verb": "refuse"}, name="refuse-booking"),
    path("structure/bookings/<int:booking_id>/cancel/", sharing.settle, {"verb": "cancel"}, name="cancel-booking"),
]
_PORTFOLIOS = "desk/structure/portfolios/"
PORTFOLIOS = [
    path(_PORTFOLIOS, portfolios.index, name="portfolios-index"),
    path(f"{_PORTFOLIOS}<int:place_id>/", portfolios.one, name="portfolios"),
    path(f"{_PORTFOLIOS}<int:place_id>/assign/", portfolios.assign, name="assign"),
    path(f"{_PORTFOLIOS}<int:place_id>/lines/<int:appointment_id>/", portfolios.lines, name="lines"),
    path(f"{_PORTFOLIOS}<int:place_id>/team/<slug:line>/", portfolios.form_team, name="form-team"),
    path(f"{_PORTFOLIOS}teams/<int:team_id>/release/", portfolios.release, name="release"),
]
_CONSULTATION = "desk/structure/consultation/"
_TWO_WAY = "desk/structure/two-way/"
EXCHANGE = [
    path(_TWO_WAY, two_way.index, name="two-way"),
    path(f"{_TWO_WAY}write/<slug:way>/", two_way.write, name="letter-write"),
    path(f"{_TWO_WAY}networks/", two_way_part.levels, name="networks"),
    path(f"{_TWO_WAY}<int:letter_id>/", two_way.letter, name="letter"),
    path(f"{_TWO_WAY}<int:letter_id>/answers.xlsx", two_way.export, name="letter-export"),
    path(f"{_TWO_WAY}<int:letter_id>/photo/<int:file_id>/", two_way.photo, name="letter-photo"),
    path(f"{_TWO_WAY}<int:letter_id>/<slug:verb>/", two_way.act, name="letter-act"),
    path(f"{_TWO_WAY}parts/<int:matter_id>/", two_way_part.part, name="letter-part"),
    path(f"{_TWO_WAY}parts/<int:matter_id>/photo/<int:file_id>/", two_way_part.photo, name="letter-part-photo"),
    path(f"{_TWO_WAY}parts/<int:matter_id>/<slug:verb>/", two_way_part.act, name="letter-part-act"),
    path(_CONSULTATION, consultation.index, name="consultation"),
    path(f"{_CONSULTATION}new/", consultation.ask, name="consultation-new"),
    path(f"{_CONSULTATION}cross/", consultation.cross, name="cross-posts"),
    path(f"{_CONSULTATION}assessments/", consultation.assessments, name="assessments"),
    path(f"{_CONSULTATION}assessments/export.xlsx", consultation.assessments_export, name="assessments-export"),
    path(f"{_CONSULTATION}assessments/<int:matter_id>/", consultation.assessment, name="assessment"),
    path(f"{_CONSULTATION}<int:matter_id>/", consultation.consent, name="consultation-case"),
    path(f"{_CONSULTATION}<int:matter_id>/answer/", consultation.act, {"verb": "answer"}, name="consultation-answer"),
    path(f"{_CONSULTATION}<int:matter_id>/record/", consultation.act, {"verb": "record"}, name="consultation-record"),
]
_FORMING = "desk/structure/forming/"
FORMING = [
    path(_FORMING, forming.index, name="forming"),
    path(f"{_FORMING}export.xlsx", forming.export, name="forming-export"),
    path(f"{_FORMING}units/new/", forming.new_unit, name="forming-new"),
    path(f"{_FORMING}units/enter/", forming.enter, name="forming-enter"),
    path(f"{_FORMING}units/<int:unit_id>/", forming.unit, name="forming-unit"),
    path(f"{_FORMING}units/<int:unit_id>/start/", forming_matter.start, name="forming-start"),
    path(f"{_FORMING}units/<int:unit_id>/<slug:verb>/", forming.act, name="forming-unit-act"),
    path(f"{_FORMING}matters/<int:matter_id>/", forming_matter.matter, name="forming-matter"),
    path(f"{_FORMING}matters/<int:matter_id>/again/", forming_matter.again, name="forming-again"),
    path(f"{_FORMING}matters/<int:matter_id>/<slug:verb>/", forming_matter.act, name="forming-act"),
]
