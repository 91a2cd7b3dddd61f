"""Mediation for programs: applying, cases on their way, hours of legal and psychological help (row C5)."""

from gongzhi.exchange.api.mediation import cases, hours, portal, steps

ROUTERS = (portal.router, cases.router, steps.router, hours.router)
