"""Put the claims of tables among the parts: each table is a topic of the part that it stands in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from duban.commitments import Part, PartRole, Topic
from duban.tables import Table


def merge_tables(parts: tuple[Part, ...], tables: list[Table]) -> tuple[Part, ...]:
    """The parts with a topic for each table that gave claims, and a part where there was none.

    No line of a table is followed by itself, so its claims belong to no commitment; those of a
    budget for the plan year are targets all the same.
    """
    merged_parts = list(parts)
    for table in tables:
        if not table.claims:
            continue
        part_index = bisect_right([part.start for part in merged_parts], table.start) - 1
        is_inside_part = part_index >= 0 and table.end <= merged_parts[part_index].end
        number = len(merged_parts[part_index].topics) + 1 if is_inside_part else 1
        topic = Topic(number, table.caption, table.start, table.end, results=table.claims)
        if is_inside_part:
            topics = sorted([*merged_parts[part_index].topics, topic], key=lambda entry: entry.start)
            merged_parts[part_index] = replace(merged_parts[part_index], topics=tuple(topics))
        else:
            table_part = Part(None, table.caption, PartRole.OTHER, table.start, table.end, (topic,))
            merged_parts.insert(part_index + 1, table_part)
    return tuple(merged_parts)
