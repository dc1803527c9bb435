"""Match a sheet of companies with every policy in force, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from duban.registers import Problem
from duban.registers.policies import (
    Attribute,
    Kind,
    Policy,
    Profile,
    ProfileError,
    Verdict,
    attributes,
    explain,
)
from duban.registers.policies.explaining import VERDICT_LABELS
from duban.registers.policies.profile import read_known
from duban.registers.sheets import Sheet
from duban_site.registers.errors import Faulty
from duban_site.registers.models import RegisterRecord
from duban_site.registers.queries.matching import words_of
from duban_site.registers.uploads import sheets_in

NAME, CODE = "企业名称", "统一社会信用代码"
MOST, SHOWN, PAIRS = 5_000, 200, 50_000
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
class Company:
    """A company with the policies that it meets, and those that it may."""

    profile: Profile
    hits: list[RegisterRecord]
    unknown: list[RegisterRecord]


@dataclass(frozen=True, slots=True)
class Found:
    """All matches: by policy and by company, those with the most hits first."""

    policies: list[PolicyCount]
    companies: list[Company]

    @property
    def hits(self) -> int:
        """Pairs that match."""
        return sum(one.hits for one in self.policies)


def heading(attribute: Attribute) -> str:
    """The heading of an attribute's column with its unit, such as 营业收入（万元）."""
    return f"{attribute.label}（{attribute.unit}）" if attribute.unit else attribute.label


def blank() -> Sheet:
    """The empty sheet to fill in."""
    return Sheet("企业画像", (CODE, NAME, *(heading(one) for one in attributes())), ())


def read_companies(name: str, data: bytes) -> list[Profile]:
    """Read the profiles of a filled file. Raises InvalidInput with faults by row and column."""
    sheets = sheets_in(name, data)
    sheet = sheets[0] if sheets else Sheet("", (), ())
    known = {label: one for one in attributes() for label in (one.label, heading(one))}
    problems = _headings(sheet, known)
    found = list[Profile]()
    for line, cells in enumerate(sheet.rows, start=2) if not problems else ():
        said = dict(zip(sheet.headings, cells, strict=False))
        found.append(_company(line, said, known, problems))
    if not found and not problems:
        problems.append(Problem(name, _("一家企业也没有")))
    if problems:
        raise Faulty(problems[:50])
    return found


def _headings(sheet: Sheet, known: dict[str, Attribute]) -> list[Problem]:
    row = _("第1行")
    if NAME not in sheet.headings:
        return [Problem(row, _("没有“%(name)s”这一列") % {"name": NAME})]
    if len(sheet.rows) > MOST:
        return [Problem("", _("多于%(n)s行；请分几次导入") % {"n": MOST})]
    unknown = [h for h in sheet.headings if h and h not in known and h not in (NAME, CODE)]
    do = _("列名照样表，不用的列删去")
    return [Problem(row, _("不认识“%(name)s”这一列") % {"name": h}, do) for h in unknown]


def _company(
    line: int, said: dict[str, Any], known: dict[str, Attribute], problems: list[Problem]
) -> Profile:
    name = str(said.get(NAME) or "").strip()
    if not name:
        problems.append(Problem(_("第%(n)s行") % {"n": line}, _("没有企业名称")))
    values = {}
    for label, attribute in known.items():
        raw = str(said.get(label) or "").strip()
        if not raw:
            continue
        try:
            many = attribute.kind is Kind.WORDS
            values[attribute.key] = read_known(attribute, words_of(raw) if many else raw)
        except ProfileError as error:
            where = _("第%(n)s行 %(column)s") % {"n": line, "column": label}
            problems.append(Problem(where, str(error)))
    return Profile(str(said.get(CODE) or ""), name, values)


def match_all(
    policies: Sequence[tuple[RegisterRecord, Policy]], profiles: Sequence[Profile]
) -> Found:
    """Match every company with every policy."""
    counts = [dict.fromkeys(Verdict, 0) for _one in policies]
    companies = list[Company]()
    for profile in profiles:
        own = Company(profile, [], [])
        for n, (record, policy) in enumerate(policies):
            verdict, _outcomes = explain(policy.rule, profile)
            counts[n][verdict] += 1
            if verdict is Verdict.HIT:
                own.hits.append(record)
            elif verdict is Verdict.UNKNOWN:
                own.unknown.append(record)
        companies.append(own)
    rows = [
        PolicyCount(record, policy, own[Verdict.HIT], own[Verdict.UNKNOWN], own[Verdict.MISS])
        for (record, policy), own in zip(policies, counts, strict=True)
    ]
    companies.sort(key=lambda one: (-len(one.hits), -len(one.unknown), one.profile.name))
    return Found(sorted(rows, key=lambda one: -one.hits), companies)


def reasons(
    policies: Sequence[tuple[RegisterRecord, Policy]], profiles: Sequence[Profile]
) -> Sheet:
    """A sheet of verdicts with every condition's reason; misses only up to the limit of pairs."""
    headings = (CODE, NAME, "政策编号", "政策", "结论", "兑现方式", "理由")
    whole = len(policies) * len(profiles) <= PAIRS
    return Sheet("匹配结果", headings, tuple(_reasons(policies, profiles, whole=whole)))


def _reasons(
    policies: Sequence[tuple[RegisterRecord, Policy]], profiles: Sequence[Profile], *, whole: bool
) -> Iterable[tuple[str, ...]]:
    for profile in profiles:
        for record, policy in policies:
            verdict, outcomes = explain(policy.rule, profile)
            if whole or verdict is not Verdict.MISS:
                why = "；".join(one.sentence for one in outcomes)
                said = VERDICT_LABELS[verdict]
                yield profile.id, profile.name, record.number, policy.name, said, policy.way, why
