"""The register: every personal field with its purpose, legal basis, retention and mask. Pure; shown on `/privacy/`."""

from __future__ import annotations

from gongzhi.people.rules.purpose import Purpose
from gongzhi.people.rules.purposes_of_matters import MATTERS
from gongzhi.people.rules.purposes_of_people import PEOPLE
from gongzhi.people.rules.purposes_of_votes import VOTES

PURPOSES: tuple[Purpose, ...] = PEOPLE + MATTERS + VOTES
