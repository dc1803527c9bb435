"""The tools: each takes what an assistant asks, and gives a small answer with addresses to cite."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from duban.mcp.briefs import brief, claim_brief, figure_brief, source
from duban.mcp.plans import STATUS_WORDS, PublishedPlan, Shelf
from duban.mcp.searching import Found, search
from duban.mcp.unanswered import missing
from duban.mcp.words import common_groups, groups_of_names, plain, question

Json = dict[str, Any]
Status = Literal[tuple(STATUS_WORDS)]  # type: ignore[valid-type]
Light = Literal["green", "yellow", "red"]
PlanName = Annotated[str, Field(max_length=80, description="a plan's `plan` from list_plans")]
Number = Annotated[str, Field(max_length=24, description="a commitment's number, as 3.4.2")]
Limit = Annotated[int, Field(ge=1, le=20)]
Start = Annotated[int, Field(ge=0, le=1_000_000, description="`next` of the page before")]
PASSAGE = 2000


class UnknownError(ValueError):
    """A plan or a commitment that is not published: what there is instead."""


class Tools:
    """The tools over the publication that `load_publication()` gives at each call."""

    def __init__(self, shelf: Callable[[], Shelf]) -> None:
        self._shelf = shelf

    def list_plans(self) -> Json:
        """Every published plan: what it is called, until which month it goes, its page."""
        return {"plans": [source(plan) for plan in self._shelf().plans]}

    def plan_overview(self, plan: PlanName) -> Json:
        """A plan's counts by status and by light, its headline targets, bodies and parts."""
        one = self._plan(plan)
        rows = list(one.commitments.values())
        bodies: dict[str, Counter[str]] = {}
        for row in rows:
            bodies.setdefault(row["lead"] or "", Counter())[row["status"]] += 1
        headlines = [row["commitment"] for row in rows if row["type"] == "headline"]
        return {
            "total": len(rows),
            "statuses": dict(Counter(row["status"] for row in rows)),
            "status_words": STATUS_WORDS,
            "lights": dict(Counter(row["light"] for row in rows if row["light"])),
            "headlines": [brief(one, number, short=True) for number in headlines[:20]],
            "bodies": [{"body": name, **counts} for name, counts in bodies.items() if name],
            "parts": list(dict.fromkeys(row["part"] for row in rows if row["part"])),
            "source": source(one),
        }

    def search_commitments(
        self,
        words: Annotated[str, Field(max_length=200, description="a question or words")] = "",
        plan: PlanName = "",
        status: Status | Literal[""] = "",  # type: ignore[valid-type]
        light: Light | Literal[""] = "",
        body: Annotated[str, Field(max_length=80, description="a lead body's name")] = "",
        limit: Limit = 10,
        start: Start = 0,
    ) -> Json:
        """Commitments that a question is about, best first; also by status, light or lead body.

        Other words of the same meaning count too. `missing` says what of the question the
        published data does not answer: pass that on, do not guess.
        """
        shelf = self._shelf()
        plans = [self._plan(plan)] if plan else self._named(words)
        wanted = {"status": status, "light": light}
        numbers = {one.key: self._fitting(one, wanted, body) for one in plans}
        if words.strip():
            cities = {name for one in shelf.plans for name in _city_names(one)}
            asked = question(words, cities)
            found = search(plans, asked, self._groups(), numbers)
            told = missing(words, asked, found, shelf, bool(plan))
        else:
            found, told = Found(), []
        hits = [(hit.plan, hit.number) for hit in found.hits]
        if not words.strip():
            hits = [(p, n) for p in plans for n in p.commitments if n in numbers[p.key]]
        page = hits[start : start + limit]
        pairs = asked.pairs if words.strip() else frozenset()
        return {
            "total": len(hits),
            "next": start + limit if start + limit < len(hits) else None,
            "commitments": [brief(one, number, pairs=pairs) for one, number in page],
            "missing": told,
            "source": [source(one) for one in dict.fromkeys(one for one, _n in page)],
        }

    def commitment(self, plan: PlanName, number: Number) -> Json:
        """One commitment: words, targets with their sums, how it stood each month."""
        one, row = self._commitment(plan, number)
        claims = one.rows_of("claims", number)
        months = ("month", "as_of", "status", "light")
        return {
            **brief(one, number),
            "part": row["part"],
            "topic": row["topic"],
            "start": row["start"],
            "end": row["end"],
            "cooperating": row["cooperating"],
            "deadline": row["deadline"],
            "progress": row["progress"],
            "next_steps": row["next_steps"],
            "claims": [claim_brief(claim, whole=True) for claim in claims],
            "milestones": _only(one.rows_of("milestones", number), ("due", "text", "done_on")),
            "changes": _only(one.rows_of("changes", number), ("at", "reason", "old", "new")),
            "history": _only(one.rows_of("standings", number), months),
            "source": source(one),
        }

    def figures(
        self,
        plan: PlanName,
        number: Number,
        period: Annotated[
            str, Field(max_length=10, description="2026-03: only to that month")
        ] = "",
        limit: Limit = 20,
        start: Start = 0,
    ) -> Json:
        """The accepted figures of a commitment, newest first, with who said so and when."""
        one, _row = self._commitment(plan, number)
        rows = sorted(one.rows_of("figures", number), key=lambda row: str(row["end"]), reverse=True)
        last = str(rows[0]["end"])[:7] if rows else ""
        if period:
            rows = [row for row in rows if str(row["end"]).startswith(period)]
        names = {claim["claim"]: claim["indicator"] for claim in one.rows_of("claims", number)}
        told = [] if rows else [f"没有{period}的进展数据" + (f"，最新到{last}" if last else "")]
        return {
            "total": len(rows),
            "next": start + limit if start + limit < len(rows) else None,
            "figures": [figure_brief(row, names) for row in rows[start : start + limit]],
            "missing": told,
            "url": one.url(number),
            "source": source(one),
        }

    def compare_targets(
        self,
        words: Annotated[str, Field(max_length=100, description="an indicator")],
        plan: PlanName = "",
        limit: Limit = 10,
        start: Start = 0,
    ) -> Json:
        """An indicator's targets, government by government and against last year's result."""
        shelf = self._shelf()
        if plan:
            self._plan(plan)
        rows = _of_indicator(shelf, words, self._groups())
        rows = [row for row in rows if not plan or row["source"] == plan]
        names = ("source", "region", "year", "name", "measure", "target", "value", "value_high")
        more = ("unit", "last", "last_value", "ambition", "outcome", "above_region", "above")
        told = [] if rows else [f"已公布的各地目标里没有“{words}”"]
        page = _only(rows[start : start + limit], (*names, *more, "sum", "quote"))
        return {
            "total": len(rows),
            "next": start + limit if start + limit < len(rows) else None,
            "targets": page,
            "missing": told,
            "url": shelf.comparison_url,
        }

    def register_measures(self, plan: PlanName, limit: Limit = 20, start: Start = 0) -> Json:
        """What is counted from registers (台账): the newest figure of each measure."""
        one = self._plan(plan)
        found = []
        for number in one.commitments:
            newest: dict[Any, Any] = {}
            for row in one.rows_of("figures", number):
                if str(row["source"] or "").startswith("台账"):
                    newest[row["claim"]] = row
            names = {claim["claim"]: claim["indicator"] for claim in one.rows_of("claims", number)}
            for row in newest.values():
                told = figure_brief(row, names)
                found.append({"commitment": number, **told, "url": one.url(number)})
        return {
            "total": len(found),
            "next": start + limit if start + limit < len(found) else None,
            "measures": found[start : start + limit],
            "missing": [] if found else ["这个计划没有从台账统计的进展数据"],
            "source": source(one),
        }

    def target_changes(self, plan: PlanName) -> Json:
        """Targets that were changed after the plan came into force, with the reason."""
        one = self._plan(plan)
        rows = [dict(row) for row in one.tables["changes"]]
        told = [] if rows else [f"{one.key}没有调整过目标（口径调整为零）"]
        return {"total": len(rows), "changes": rows[:50], "missing": told, "source": source(one)}

    def report_text(
        self,
        plan: PlanName,
        start: Annotated[int, Field(ge=0)],
        end: Annotated[int, Field(ge=0)],
    ) -> Json:
        """Words of the report, up to 2,000 characters, to check a quote or see what is around."""
        one = self._plan(plan)
        first, last = min(start, len(one.text)), min(end, start + PASSAGE, len(one.text))
        told = [] if one.text else ["没有公布报告全文"]
        words = one.text[first:last]
        return {"start": first, "end": last, "text": words, "missing": told, "source": source(one)}

    def _plan(self, name: str) -> PublishedPlan:
        known = self._shelf().by_key
        if name not in known:
            msg = f"没有公布“{name}”这个计划。已公布的：{'、'.join(known) or '没有'}（list_plans）"
            raise UnknownError(msg)
        return known[name]

    def _commitment(self, name: str, number: str) -> tuple[PublishedPlan, Any]:
        one = self._plan(name)
        if number not in one.commitments:
            msg = f"{one.key}没有编号为 {number} 的任务：用 search_commitments 查编号"
            raise UnknownError(msg)
        return one, one.commitments[number]

    def _named(self, words: str) -> list[PublishedPlan]:
        """The plans of the cities and years that a question names; all where it names none."""
        plans, text = list(self._shelf().plans), plain(words)
        of_city = [one for one in plans if any(plain(n) in text for n in _city_names(one))]
        years = [one for one in of_city or plans if str(one.facts["year"]) in text]
        return years or of_city or plans

    def _fitting(self, plan: PublishedPlan, wanted: Mapping[str, str], body: str) -> set[str]:
        return {
            number
            for number, row in plan.commitments.items()
            if all(not value or row[name] == value for name, value in wanted.items())
            and (not body or body in str(row["lead"] or "").split("、"))
        }

    def _groups(self) -> list[frozenset[str]]:
        rows = self._shelf().comparison
        return [*common_groups(), *groups_of_names((r["indicator"], r["name"]) for r in rows)]


def _city_names(plan: PublishedPlan) -> tuple[str, ...]:
    city = str(plan.facts["city"])
    short = re.sub(r"(?<=..)[省市县区州盟]$", "", city)
    return (city, short) if short != city else (city,)


def _of_indicator(shelf: Shelf, words: str, groups: Iterable[frozenset[str]]) -> list[Any]:
    """The rows of the comparison whose indicator is called so, or by a word of the same meaning."""
    asked = plain(words)
    same = {asked}
    for group in groups:
        if asked in group:
            same |= group
    exact = [row for row in shelf.comparison if plain(row["name"]) in same]
    kinds = {row["indicator"] for row in exact}
    named = [row for row in shelf.comparison if row["indicator"] in kinds]
    return named or [row for row in shelf.comparison if asked in plain(row["name"])]


def _only(rows: Iterable[Any], names: tuple[str, ...]) -> list[Json]:
    """The named fields of the rows, without those that are empty."""
    return [{n: row[n] for n in names if row.get(n) not in (None, "")} for row in rows]


TOOLS = (
    "list_plans",
    "plan_overview",
    "search_commitments",
    "commitment",
    "figures",
    "compare_targets",
    "register_measures",
    "target_changes",
    "report_text",
)
