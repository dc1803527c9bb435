"""Match a sheet of companies with every policy in force, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from duban.notices import Notice, Place, Step, make_notice
from duban.registers.policies import (
    Attribute,
    Kind,
    Policy,
    Profile,
    ProfileError,
    Verdict,
    explain_rule,
    load_attributes,
)
from duban.registers.policies.explaining import VERDICT_LABELS
from duban.registers.policies.profile import read_attribute_value
from duban.registers.sheets import Sheet
from duban_site.registers.errors import InvalidInput
from duban_site.registers.models import RegisterRecord
from duban_site.registers.queries.matching import split_words
from duban_site.registers.uploads import read_sheets_from_file

NAME_HEADING, CODE_HEADING = "企业名称", "统一社会信用代码"
MAX_COMPANIES, MAX_ON_PAGE, MAX_EXPLAINED_PAIRS = 5_000, 200, 50_000
"""Companies in a file, companies on the page, and pairs that are explained with their misses."""


@dataclass(frozen=True, slots=True)
class PolicyCount:
    """A policy, and how many of the companies meet it, may meet it, do not."""

    record: RegisterRecord
    policy: Policy
    hits: int
    unknown: int
    misses: int


@dataclass(frozen=True, slots=True)
class CompanyMatch:
    """A company with the policies that it meets, and those that it may."""

    profile: Profile
    hits: list[RegisterRecord]
    unknown: list[RegisterRecord]


@dataclass(frozen=True, slots=True)
class MatchSummary:
    """All matches: by policy and by company, those with the most hits first."""

    policies: list[PolicyCount]
    companies: list[CompanyMatch]

    @property
    def hits(self) -> int:
        """Pairs that match."""
        return sum(policy_count.hits for policy_count in self.policies)


def format_heading(attribute: Attribute) -> str:
    """The heading of an attribute's column with its unit, such as 营业收入（万元）."""
    return f"{attribute.label}（{attribute.unit}）" if attribute.unit else attribute.label


def build_blank_sheet() -> Sheet:
    """The empty sheet to fill in."""
    return Sheet(
        "企业画像", (CODE_HEADING, NAME_HEADING, *(format_heading(attribute) for attribute in load_attributes())), ()
    )


def read_companies(file_name: str, file_bytes: bytes) -> list[Profile]:
    """Read the profiles of a filled file. Raises InvalidInput with faults by row and column."""
    sheets = read_sheets_from_file(file_name, file_bytes)
    sheet = sheets[0] if sheets else Sheet("", (), ())
    attribute_by_heading = {
        label: attribute for attribute in load_attributes() for label in (attribute.label, format_heading(attribute))
    }
    problems = _check_headings(sheet, attribute_by_heading)
    profiles = list[Profile]()
    for line, cells in enumerate(sheet.rows, start=2) if not problems else ():
        cell_by_heading = dict(zip(sheet.headings, cells, strict=False))
        profiles.append(_read_profile(line, cell_by_heading, attribute_by_heading, problems))
    if not profiles and not problems:
        problems.append(make_notice("no_companies", Place(steps=(Step("key", file_name),))))
    if problems:
        raise InvalidInput(problems[:50])
    return profiles


def _check_headings(sheet: Sheet, attribute_by_heading: dict[str, Attribute]) -> list[Notice]:
    first_row = Place(line=1)
    if NAME_HEADING not in sheet.headings:
        return [make_notice("heading_missing", first_row, column=NAME_HEADING)]
    if len(sheet.rows) > MAX_COMPANIES:
        return [make_notice("companies_too_many", most=MAX_COMPANIES)]
    unknown_headings = [
        column_heading
        for column_heading in sheet.headings
        if column_heading
        and column_heading not in attribute_by_heading
        and column_heading not in (NAME_HEADING, CODE_HEADING)
    ]
    return [make_notice("heading_unknown", first_row, column=heading) for heading in unknown_headings]


def _read_profile(
    line: int, cell_by_heading: dict[str, Any], attribute_by_heading: dict[str, Attribute], problems: list[Notice]
) -> Profile:
    company_name = str(cell_by_heading.get(NAME_HEADING) or "").strip()
    if not company_name:
        problems.append(make_notice("company_without_name", Place(line=line)))
    values = {}
    for label, attribute in attribute_by_heading.items():
        cell_text = str(cell_by_heading.get(label) or "").strip()
        if not cell_text:
            continue
        try:
            is_word_list = attribute.kind is Kind.WORDS
            values[attribute.key] = read_attribute_value(
                attribute, split_words(cell_text) if is_word_list else cell_text
            )
        except ProfileError as error:
            problems += [notice.move_to(Place(line=line, column=label)) for notice in error.notices]
    return Profile(str(cell_by_heading.get(CODE_HEADING) or ""), company_name, values)


def match_companies(policies: Sequence[tuple[RegisterRecord, Policy]], profiles: Sequence[Profile]) -> MatchSummary:
    """Match every company with every policy."""
    counts_by_policy = [dict.fromkeys(Verdict, 0) for _policy in policies]
    companies = list[CompanyMatch]()
    for profile in profiles:
        company_match = CompanyMatch(profile, [], [])
        for policy_index, (record, policy) in enumerate(policies):
            verdict, _outcomes = explain_rule(policy.rule, profile)
            counts_by_policy[policy_index][verdict] += 1
            if verdict is Verdict.HIT:
                company_match.hits.append(record)
            elif verdict is Verdict.UNKNOWN:
                company_match.unknown.append(record)
        companies.append(company_match)
    policy_counts = [
        PolicyCount(
            record, policy, company_match[Verdict.HIT], company_match[Verdict.UNKNOWN], company_match[Verdict.MISS]
        )
        for (record, policy), company_match in zip(policies, counts_by_policy, strict=True)
    ]
    companies.sort(
        key=lambda match_count: (-len(match_count.hits), -len(match_count.unknown), match_count.profile.name)
    )
    return MatchSummary(sorted(policy_counts, key=lambda match_count: -match_count.hits), companies)


def build_reasons_sheet(policies: Sequence[tuple[RegisterRecord, Policy]], profiles: Sequence[Profile]) -> Sheet:
    """A sheet of verdicts with every condition's reason; misses only up to the limit of pairs."""
    headings = (CODE_HEADING, NAME_HEADING, "政策编号", "政策", "结论", "兑现方式", "理由")
    includes_misses = len(policies) * len(profiles) <= MAX_EXPLAINED_PAIRS
    return Sheet("匹配结果", headings, tuple(_reason_rows(policies, profiles, includes_misses=includes_misses)))


def _reason_rows(
    policies: Sequence[tuple[RegisterRecord, Policy]], profiles: Sequence[Profile], *, includes_misses: bool
) -> Iterable[tuple[str, ...]]:
    for profile in profiles:
        for record, policy in policies:
            verdict, outcomes = explain_rule(policy.rule, profile)
            if includes_misses or verdict is not Verdict.MISS:
                explanation = "；".join(outcome.sentence for outcome in outcomes)
                verdict_label = VERDICT_LABELS[verdict]
                yield (profile.id, profile.name, record.number, policy.name, verdict_label, policy.way, explanation)
