"""What a vote decided, by the dated rule: counts × rule -> valid, passed, elected, each number with its article. Pure.

Shares are exact fractions; nothing is rounded before it is compared. The rules themselves are data of packs
(`packs/base/rulesets.yaml`), chosen by the day of the meeting or vote.
"""

from gongzhi.core.verdict.counts import Counts, counts_of
from gongzhi.core.verdict.decide import Reason, Verdict, decide
from gongzhi.core.verdict.rules import ELECTIONS, MODES, OWNERS, Rules, Threshold, in_force
from gongzhi.core.verdict.words import sentence, stored, stored_reason

__all__ = [
    "ELECTIONS",
    "MODES",
    "OWNERS",
    "Counts",
    "Reason",
    "Rules",
    "Threshold",
    "Verdict",
    "counts_of",
    "decide",
    "in_force",
    "sentence",
    "stored",
    "stored_reason",
]
