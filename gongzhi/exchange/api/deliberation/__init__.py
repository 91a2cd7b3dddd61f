"""Topics and meetings that decide, for programs: what residents and the desk read and do (rows E1-E3)."""

from gongzhi.exchange.api.deliberation import desk, meetings, topics

ROUTERS = (topics.router, desk.router, meetings.router)
