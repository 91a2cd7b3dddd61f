"""Elections (row E9): held by the rule, counted by two, appointed from the result."""

from __future__ import annotations

from gongzhi.elections import public as elections
from gongzhi.orgs import public as orgs
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World


def e9(world: World) -> Row:
    """Read as the pages of the elections read it."""
    row = Row()
    place_id = world.settled.places[world.community.main]
    ways = [w for w in world.pack.elections if not w.recall and elections.elections.posts_to_fill(w, [place_id])]
    everything = list(elections.Election.objects.select_related("matter", "electorate", "post").order_by("pk"))
    held, recalls = [e for e in everything if not e.recall], [e for e in everything if e.recall]
    if not ways or not held:
        return row
    full = (world.end - world.begin).days >= 90
    over = [e for e in held if e.matter.state == "archived"]
    row.least("elections_held", len(over), 1 if full else 0, source_of(ways[0]))
    if any(w.recall and elections.elections.posts_to_fill(w, [place_id]) for w in world.pack.elections):
        voted = [o for e in recalls for o in elections.assembly.outcomes(e)]
        row.least("recalls_voted_on", len(voted), 1 if full else 0)
    if not over:
        return row
    quorums = [elections.assembly.quorum(e) for e in over]
    row.equal("assemblies_without_quorum", sum(not q.enough for q in quorums), 0, source_of(ways[0]))
    row.least("attendance_percent", 100 * sum(q.present / q.entitled for q in quorums) / len(quorums), 80,
              "law: 中国共产党基层组织选举工作条例：有选举权的到会人数不少于应到会人数的五分之四")  # fmt: skip
    chosen = [n for e in over for n in elections.Nominee.objects.filter(election=e, elected=True).order_by("id")]
    row.equal("seats_filled", len(chosen), sum(e.seats for e in over))
    in_office = set(
        orgs.Appointment.objects.filter(pk__in=[n.appointment_id or 0 for n in chosen]).values_list("person", flat=True)
    )
    row.equal("appointed_from_the_result", sum(n.person_id in in_office for n in chosen), len(chosen))
    return row
