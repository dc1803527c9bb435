"""The tools: each takes what an assistant asks, and gives a small answer with addresses to cite."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from duban.mcp.describe import describe_claim, describe_commitment, describe_figure, describe_source
from duban.mcp.find_missing import find_missing
from duban.mcp.plans import CHINESE_BY_STATUS, Publication, PublishedPlan
from duban.mcp.search import SearchResult, search
from duban.mcp.words import group_names, list_common_groups, normalize, parse_question
from duban.notices import NoticeError, make_notice

Json = dict[str, Any]
Status = Literal[tuple(CHINESE_BY_STATUS)]  # type: ignore[valid-type]
Light = Literal["green", "yellow", "red"]
PlanName = Annotated[str, Field(max_length=80, description="a plan's `plan` from list_plans")]
Number = Annotated[str, Field(max_length=24, description="a commitment's number, as 3.4.2")]
Limit = Annotated[int, Field(ge=1, le=20)]
Start = Annotated[int, Field(ge=0, le=1_000_000, description="`next` of the page before")]
MAX_PASSAGE_LENGTH = 2000


class Tools:
    """The tools over the publication that `load_publication()` gives at each call."""

    def __init__(self, load_publication: Callable[[], Publication]) -> None:
        self._load_publication = load_publication

    def list_plans(self) -> Json:
        """Every published plan: what it is called, until which month it goes, its page."""
        return {"plans": [describe_source(plan) for plan in self._load_publication().plans]}

    def plan_overview(self, plan: PlanName) -> Json:
        """A plan's counts by status and by light, its headline targets, bodies and parts."""
        published_plan = self._get_plan(plan)
        rows = list(published_plan.commitments.values())
        statuses_by_body: dict[str, Counter[str]] = {}
        for row in rows:
            statuses_by_body.setdefault(row["lead"] or "", Counter())[row["status"]] += 1
        headlines = [row["commitment"] for row in rows if row["type"] == "headline"]
        return {
            "total": len(rows),
            "statuses": dict(Counter(row["status"] for row in rows)),
            "status_words": CHINESE_BY_STATUS,
            "lights": dict(Counter(row["light"] for row in rows if row["light"])),
            "headlines": [describe_commitment(published_plan, number, is_short=True) for number in headlines[:20]],
            "bodies": [{"body": name, **counts} for name, counts in statuses_by_body.items() if name],
            "parts": list(dict.fromkeys(row["part"] for row in rows if row["part"])),
            "source": describe_source(published_plan),
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
        publication = self._load_publication()
        plans = [self._get_plan(plan)] if plan else self._find_named_plans(words)
        filters = {"status": status, "light": light}
        numbers = {published_plan.key: self._filter_numbers(published_plan, filters, body) for published_plan in plans}
        if words.strip():
            cities = {name for published_plan in publication.plans for name in _list_city_names(published_plan)}
            parsed_question = parse_question(words, cities)
            search_result = search(plans, parsed_question, self._list_synonym_groups(), numbers)
            missing_notes = find_missing(words, parsed_question, search_result, publication, bool(plan))
        else:
            search_result, missing_notes = SearchResult(), []
        hits = [(hit.plan, hit.number) for hit in search_result.hits]
        if not words.strip():
            listed = [(listed_plan, number) for listed_plan in plans for number in listed_plan.commitments]
            hits = [(listed_plan, number) for listed_plan, number in listed if number in numbers[listed_plan.key]]
        page_hits = hits[start : start + limit]
        pairs = parsed_question.pairs if words.strip() else frozenset()
        return {
            "total": len(hits),
            "next": start + limit if start + limit < len(hits) else None,
            "commitments": [describe_commitment(hit_plan, number, pairs=pairs) for hit_plan, number in page_hits],
            "missing": missing_notes,
            "source": [describe_source(hit_plan) for hit_plan in dict.fromkeys(hit_plan for hit_plan, _ in page_hits)],
        }

    def commitment(self, plan: PlanName, number: Number) -> Json:
        """One commitment: words, targets with their sums, how it stood each month."""
        published_plan, row = self._get_commitment(plan, number)
        claims = published_plan.get_commitment_rows("claims", number)
        month_fields = ("month", "as_of", "status", "light")
        return {
            **describe_commitment(published_plan, number),
            "part": row["part"],
            "topic": row["topic"],
            "start": row["start"],
            "end": row["end"],
            "cooperating": row["cooperating"],
            "deadline": row["deadline"],
            "progress": row["progress"],
            "next_steps": row["next_steps"],
            "claims": [describe_claim(claim, is_full=True) for claim in claims],
            "milestones": _select_fields(
                published_plan.get_commitment_rows("milestones", number), ("due", "text", "done_on")
            ),
            "changes": _select_fields(
                published_plan.get_commitment_rows("changes", number), ("at", "reason", "old", "new")
            ),
            "history": _select_fields(published_plan.get_commitment_rows("standings", number), month_fields),
            "source": describe_source(published_plan),
        }

    def figures(
        self,
        plan: PlanName,
        number: Number,
        period: Annotated[str, Field(max_length=10, description="2026-03: only to that month")] = "",
        limit: Limit = 20,
        start: Start = 0,
    ) -> Json:
        """The accepted figures of a commitment, newest first, with who said so and when."""
        published_plan, _row = self._get_commitment(plan, number)
        rows = sorted(
            published_plan.get_commitment_rows("figures", number), key=lambda row: str(row["end"]), reverse=True
        )
        latest_month = str(rows[0]["end"])[:7] if rows else ""
        if period:
            rows = [row for row in rows if str(row["end"]).startswith(period)]
        indicator_by_claim = {
            claim["claim"]: claim["indicator"] for claim in published_plan.get_commitment_rows("claims", number)
        }
        missing_notes = (
            [] if rows else [f"没有{period}的进展数据" + (f"，最新到{latest_month}" if latest_month else "")]
        )
        return {
            "total": len(rows),
            "next": start + limit if start + limit < len(rows) else None,
            "figures": [describe_figure(row, indicator_by_claim) for row in rows[start : start + limit]],
            "missing": missing_notes,
            "url": published_plan.url(number),
            "source": describe_source(published_plan),
        }

    def compare_targets(
        self,
        words: Annotated[str, Field(max_length=100, description="an indicator")],
        plan: PlanName = "",
        limit: Limit = 10,
        start: Start = 0,
    ) -> Json:
        """An indicator's targets, government by government and against last year's result."""
        publication = self._load_publication()
        if plan:
            self._get_plan(plan)
        rows = _find_indicator_rows(publication, words, self._list_synonym_groups())
        rows = [row for row in rows if not plan or row["source"] == plan]
        names = ("source", "region", "year", "name", "measure", "target", "value", "value_high")
        further_names = ("unit", "last", "last_value", "ambition", "outcome", "above_region", "above")
        missing_notes = [] if rows else [f"已公布的各地目标里没有“{words}”"]
        page = _select_fields(rows[start : start + limit], (*names, *further_names, "sum", "quote"))
        return {
            "total": len(rows),
            "next": start + limit if start + limit < len(rows) else None,
            "targets": page,
            "missing": missing_notes,
            "url": publication.comparison_url,
        }

    def register_measures(self, plan: PlanName, limit: Limit = 20, start: Start = 0) -> Json:
        """What is counted from registers (台账): the newest figure of each measure."""
        published_plan = self._get_plan(plan)
        measures = []
        for number in published_plan.commitments:
            newest_by_claim: dict[Any, Any] = {}
            for row in published_plan.get_commitment_rows("figures", number):
                if str(row["source"] or "").startswith("台账"):
                    newest_by_claim[row["claim"]] = row
            indicator_by_claim = {
                claim["claim"]: claim["indicator"] for claim in published_plan.get_commitment_rows("claims", number)
            }
            for row in newest_by_claim.values():
                figure = describe_figure(row, indicator_by_claim)
                measures.append({"commitment": number, **figure, "url": published_plan.url(number)})
        return {
            "total": len(measures),
            "next": start + limit if start + limit < len(measures) else None,
            "measures": measures[start : start + limit],
            "missing": [] if measures else ["这个计划没有从台账统计的进展数据"],
            "source": describe_source(published_plan),
        }

    def target_changes(self, plan: PlanName) -> Json:
        """Targets that were changed after the plan came into force, with the reason."""
        published_plan = self._get_plan(plan)
        rows = [dict(row) for row in published_plan.tables["changes"]]
        missing_notes = [] if rows else [f"{published_plan.key}没有调整过目标（口径调整为零）"]
        return {
            "total": len(rows),
            "changes": rows[:50],
            "missing": missing_notes,
            "source": describe_source(published_plan),
        }

    def report_text(self, plan: PlanName, start: Annotated[int, Field(ge=0)], end: Annotated[int, Field(ge=0)]) -> Json:
        """Words of the report, up to 2,000 characters, to check a quote or see what is around."""
        published_plan = self._get_plan(plan)
        passage_start, passage_end = (
            min(start, len(published_plan.text)),
            min(end, start + MAX_PASSAGE_LENGTH, len(published_plan.text)),
        )
        missing_notes = [] if published_plan.text else ["没有公布报告全文"]
        passage = published_plan.text[passage_start:passage_end]
        return {
            "start": passage_start,
            "end": passage_end,
            "text": passage,
            "missing": missing_notes,
            "source": describe_source(published_plan),
        }

    def _get_plan(self, plan_name: str) -> PublishedPlan:
        plan_by_key = self._load_publication().plan_by_key
        if plan_name not in plan_by_key:
            plans = tuple(plan_by_key) or (make_notice("no_plan_published"),)
            raise NoticeError.make("plan_not_published", plan=plan_name, plans=plans)
        return plan_by_key[plan_name]

    def _get_commitment(self, plan_name: str, number: str) -> tuple[PublishedPlan, Any]:
        published_plan = self._get_plan(plan_name)
        if number not in published_plan.commitments:
            raise NoticeError.make("commitment_not_published", plan=published_plan.key, number=number)
        return published_plan, published_plan.commitments[number]

    def _find_named_plans(self, words: str) -> list[PublishedPlan]:
        """The plans of the cities and years that a question names; all where it names none."""
        plans, text = list(self._load_publication().plans), normalize(words)
        city_plans = [
            published_plan
            for published_plan in plans
            if any(normalize(city_name) in text for city_name in _list_city_names(published_plan))
        ]
        year_plans = [
            published_plan for published_plan in city_plans or plans if str(published_plan.facts["year"]) in text
        ]
        return year_plans or city_plans or plans

    def _filter_numbers(self, plan: PublishedPlan, filters: Mapping[str, str], body: str) -> set[str]:
        return {
            number
            for number, row in plan.commitments.items()
            if all(not value or row[name] == value for name, value in filters.items())
            and (not body or body in str(row["lead"] or "").split("、"))
        }

    def _list_synonym_groups(self) -> list[frozenset[str]]:
        rows = self._load_publication().comparison
        return [*list_common_groups(), *group_names((row["indicator"], row["name"]) for row in rows)]


def _list_city_names(plan: PublishedPlan) -> tuple[str, ...]:
    city = str(plan.facts["city"])
    short_name = re.sub(r"(?<=..)[省市县区州盟]$", "", city)
    return (city, short_name) if short_name != city else (city,)


def _find_indicator_rows(publication: Publication, words: str, groups: Iterable[frozenset[str]]) -> list[Any]:
    """The rows of the comparison whose indicator is called so, or by a word of the same meaning."""
    indicator_name = normalize(words)
    equivalent_names = {indicator_name}
    for group in groups:
        if indicator_name in group:
            equivalent_names |= group
    matching_rows = [row for row in publication.comparison if normalize(row["name"]) in equivalent_names]
    indicator_ids = {row["indicator"] for row in matching_rows}
    indicator_rows = [row for row in publication.comparison if row["indicator"] in indicator_ids]
    return indicator_rows or [row for row in publication.comparison if indicator_name in normalize(row["name"])]


def _select_fields(rows: Iterable[Any], names: tuple[str, ...]) -> list[Json]:
    """The named fields of the rows, without those that are empty."""
    return [{name: row[name] for name in names if row.get(name) not in (None, "")} for row in rows]


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
