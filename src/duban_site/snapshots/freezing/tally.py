"""Counting a snapshot's rows in one pass: by status, part, type, body and leader, and the moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

Json = dict[str, Any]
MOVED_LISTED = 300
"""Number of moves that the header lists; the rows have all of them (`was`)."""
GRADES = {"completed": 0, "ahead": 1, "on_schedule": 1, "near": 1, "behind": 2, "overdue": 3}


def direction(was: str, now: str) -> str:
    """`up`, `down`, or empty: a move between 超进度 and 达进度 is neither."""
    if was not in GRADES or now not in GRADES or GRADES[was] == GRADES[now]:
        return ""
    return "up" if GRADES[now] < GRADES[was] else "down"


class Tally:
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

    def add(self, row: Json) -> None:
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
        self._moving(row)
        if row["type"] == "headline":
            self._headlines += [headline(row, claim) for claim in row["claims"]]

    def _moving(self, row: Json) -> None:
        was, now = row["was"], row["status"]
        if was is None or was["status"] == now:
            return
        self._moves += 1
        way = direction(was["status"], now)
        self._directions[way or "other"] += 1
        if len(self._moved) < MOVED_LISTED:
            told = {"id": row["id"], "number": row["number"], "text": row["text"][:120]}
            light = {"was_light": was["light"], "light": row["light"]}
            moved = {"was": was["status"], "now": now, "direction": way}
            self._moved.append({**told, **moved, **light})

    def part(self, order: int) -> Json:
        """Status → number of commitments of a part."""
        return dict(self._groups["parts"][order])

    def topic(self, part: int, order: int) -> Json:
        """Status → number of commitments of a topic."""
        return dict(self._groups["topics"][part, order])

    def told(self) -> Json:
        """Counts by status, light and type; bodies and leaders; headlines; moves."""
        return {
            "total": sum(self._counts.values()),
            "counts": dict(self._counts),
            "lights": dict(self._lights),
            "types": {key: dict(counts) for key, counts in self._groups["types"].items()},
            "units": self._named("units"),
            "leaders": self._named("leaders"),
            "headlines": self._headlines,
            "moved": {
                "total": self._moves,
                "up": self._directions["up"],
                "down": self._directions["down"],
                "listed": self._moved,
            },
        }

    def _named(self, group: str) -> list[Json]:
        """The groups with most late commitments first, then those with most commitments."""
        counts = self._groups[group]
        found = [{**name, "counts": dict(counts[key])} for key, name in self._names[group].items()]
        return sorted(found, key=_late_first)


def _late_first(entry: Json) -> tuple[int, int, str]:
    counts = entry["counts"]
    late = counts.get("behind", 0) + counts.get("overdue", 0)
    return -late, -sum(counts.values()), entry["name"]


def headline(row: Json, claim: Json) -> Json:
    """A headline indicator: its target and its assessment."""
    target = ("indicator", "kind", "comparator", "value", "value_high", "unit", "number")
    judged = claim["assessment"] or {}
    now = ("status", "light", "expected", "gap", "period", "forecast", "probability")
    return {
        "id": row["id"],
        "commitment": row["number"],
        "claim": claim["id"],
        **{name: claim[name] for name in target},
        "direction": claim["direction"],
        "figure": judged.get("value"),
        **{name: judged.get(name) for name in now},
    }
