"""Counting a snapshot's rows in one pass: by status, part, type, body and leader, and the moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

Json = dict[str, Any]
MAX_LISTED_MOVES = 300
"""Number of moves that the header lists; the rows have all of them (`was`)."""
RANK_BY_STATUS = {"completed": 0, "ahead": 1, "on_schedule": 1, "near": 1, "behind": 2, "overdue": 3}


def get_move_direction(earlier_status: str, current_status: str) -> str:
    """`up`, `down`, or empty: a move between 超进度 and 达进度 is neither."""
    if (
        earlier_status not in RANK_BY_STATUS
        or current_status not in RANK_BY_STATUS
        or RANK_BY_STATUS[earlier_status] == RANK_BY_STATUS[current_status]
    ):
        return ""
    return "up" if RANK_BY_STATUS[current_status] < RANK_BY_STATUS[earlier_status] else "down"


class SnapshotTally:
    """Counts rows added one by one; `to_header_json` gives the counts for the header."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lights: Counter[str] = Counter()
        self._groups: dict[str, dict[Any, Counter[str]]] = {
            name: defaultdict(Counter) for name in ("types", "parts", "topics", "units", "leaders")
        }
        self._names: dict[str, dict[Any, Json]] = {"units": {}, "leaders": {}}
        self._directions: Counter[str] = Counter()
        self._moved: list[Json] = []
        self._moves = 0
        self._headlines: list[Json] = []

    def add_row(self, row: Json) -> None:
        """Count the next row."""
        status = row["status"]
        self._counts[status] += 1
        self._lights[row["light"] or "none"] += 1
        self._groups["types"][row["type"]][status] += 1
        self._groups["parts"][row["part"]["order"]][status] += 1
        self._groups["topics"][row["part"]["order"], row["topic"]["order"]][status] += 1
        for unit in row["units"]["lead"]:
            self._groups["units"][unit["id"]][status] += 1
            self._names["units"][unit["id"]] = unit
        if row["leader"] is not None:
            self._groups["leaders"][row["leader"]["id"]][status] += 1
            self._names["leaders"][row["leader"]["id"]] = row["leader"]
        self._count_move(row)
        if row["type"] == "headline":
            self._headlines += [build_headline(row, claim) for claim in row["claims"]]

    def _count_move(self, row: Json) -> None:
        earlier, current_status = row["was"], row["status"]
        if earlier is None or earlier["status"] == current_status:
            return
        self._moves += 1
        move_direction = get_move_direction(earlier["status"], current_status)
        self._directions[move_direction or "other"] += 1
        if len(self._moved) < MAX_LISTED_MOVES:
            commitment_json = {"id": row["id"], "number": row["number"], "text": row["text"][:120]}
            light_json = {"was_light": earlier["light"], "light": row["light"]}
            move_json = {"was": earlier["status"], "now": current_status, "direction": move_direction}
            self._moved.append({**commitment_json, **move_json, **light_json})

    def part(self, part_order: int) -> Json:
        """Status → number of commitments of a part."""
        return dict(self._groups["parts"][part_order])

    def topic(self, part_order: int, topic_order: int) -> Json:
        """Status → number of commitments of a topic."""
        return dict(self._groups["topics"][part_order, topic_order])

    def to_header_json(self) -> Json:
        """Counts by status, light and type; bodies and leaders; headlines; moves."""
        return {
            "total": sum(self._counts.values()),
            "counts": dict(self._counts),
            "lights": dict(self._lights),
            "types": {key: dict(counts) for key, counts in self._groups["types"].items()},
            "units": self._sort_groups("units"),
            "leaders": self._sort_groups("leaders"),
            "headlines": self._headlines,
            "moved": {
                "total": self._moves,
                "up": self._directions["up"],
                "down": self._directions["down"],
                "listed": self._moved,
            },
        }

    def _sort_groups(self, group: str) -> list[Json]:
        """The groups with most late commitments first, then those with most commitments."""
        counts_by_key = self._groups[group]
        groups = [{**name_json, "counts": dict(counts_by_key[key])} for key, name_json in self._names[group].items()]
        return sorted(groups, key=_late_first_key)


def _late_first_key(group_json: Json) -> tuple[int, int, str]:
    counts = group_json["counts"]
    late_count = counts.get("behind", 0) + counts.get("overdue", 0)
    return -late_count, -sum(counts.values()), group_json["name"]


def build_headline(row: Json, claim: Json) -> Json:
    """A headline indicator: its target and its assessment."""
    target_names = ("indicator", "kind", "comparator", "value", "value_high", "unit", "number")
    assessment_json = claim["assessment"] or {}
    assessment_names = ("status", "light", "expected", "gap", "period", "forecast", "probability")
    return {
        "id": row["id"],
        "commitment": row["number"],
        "claim": claim["id"],
        **{name: claim[name] for name in target_names},
        "direction": claim["direction"],
        "figure": assessment_json.get("value"),
        **{name: assessment_json.get(name) for name in assessment_names},
    }
