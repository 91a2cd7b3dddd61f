"""Registers of voters and votes, for programs: what the pages read and do; results by the gate alone (rows E4-E6)."""

from gongzhi.exchange.api.voting import entries, polls, registers

ROUTERS = (polls.router, entries.router, registers.router)
