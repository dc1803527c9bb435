"""Put the claims of tables among the parts: each table is a topic of the part that it stands in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from duban.commitments import Part, PartRole, Topic
from duban.tables import Table


def with_tables(parts: tuple[Part, ...], tables: list[Table]) -> tuple[Part, ...]:
    """The parts with a topic for each table that gave claims, and a part where there was none.

    No line of a table is followed by itself, so its claims belong to no commitment; those of a
    budget for the plan year are targets all the same.
    """
    out = list(parts)
    for table in tables:
        if not table.claims:
            continue
        at = bisect_right([p.start for p in out], table.start) - 1
        inside = at >= 0 and table.end <= out[at].end
        number = len(out[at].topics) + 1 if inside else 1
        topic = Topic(number, table.caption, table.start, table.end, results=table.claims)
        if inside:
            topics = sorted([*out[at].topics, topic], key=lambda t: t.start)
            out[at] = replace(out[at], topics=tuple(topics))
        else:
            own = Part(None, table.caption, PartRole.OTHER, table.start, table.end, (topic,))
            out.insert(at + 1, own)
    return tuple(out)
