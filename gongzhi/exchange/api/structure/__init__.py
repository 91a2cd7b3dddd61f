"""Bodies, terms, adjustments, meetings, lists, staff, premises for programs: what the desk shows and does (rows A)."""

from gongzhi.exchange.api.structure import adjustments, bodies, handovers, lists, meetings, premises, staff

ROUTERS = (
    adjustments.router,
    bodies.router,
    handovers.router,
    meetings.router,
    lists.router,
    premises.router,
    staff.router,
)
