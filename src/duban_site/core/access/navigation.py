"""The main navigation: all entries in sections, and those that a visitor may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import Anybody, policy


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: the `section` of its pages, its label, and the URLs to try in order."""

    section: str
    word: str | Promise
    ways: tuple[tuple[str, str], ...]
    """(right, name of the URL) in order of preference."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry that somebody may open."""

    section: str
    word: str | Promise
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """Links under a heading; a section of one link needs none."""

    heading: str | Promise
    links: list[Link]
    open: bool
    """Whether the current page belongs to this section."""


def _entry(section: str, word: str | Promise, *ways: tuple[str, str]) -> Entry:
    return Entry(section, word, ways)


SECTIONS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (_("待办"), (_entry("home", _("待办"), ("site.todo", "home")),)),
    (
        _("总览"),
        (
            _entry("own", _("我分管的"), ("boards.own", "own_board")),
            _entry("boards", _("看板"), ("boards.see", "boards")),
            _entry("lists", _("清单"), ("lists.see", "lists")),
        ),
    ),
    (
        _("计划与数据"),
        (
            _entry("month", _("本月填报"), ("reporting.see_month", "month")),
            _entry("plans", _("计划"), ("plans.see", "plans")),
            _entry("rounds", _("数据审核"), ("reporting.see_rounds", "rounds")),
            _entry("observation", _("公布数据"), ("observation.see", "observation")),
            _entry("late", _("迟报漏报"), ("reporting.see_late", "late")),
        ),
    ),
    (
        _("督办与台账"),
        (
            _entry(
                "orders",
                _("督办单"),
                ("orders.see_mine", "my_orders"),
                ("orders.see", "orders"),
            ),
            _entry("registers", _("台账"), ("registers.see", "registers")),
            _entry("clues", _("群众线索"), ("public.see_clues", "clues")),
        ),
    ),
    (
        _("通报与发布"),
        (
            _entry("bulletins", _("通报"), ("bulletins.see", "bulletins")),
            _entry("snapshots", _("封存发布"), ("snapshots.see", "months_of_plans")),
            _entry("appraisal", _("考核"), ("appraisal.see", "appraisals")),
            _entry("verification", _("年度核对"), ("verification.see", "year_checks")),
            _entry("comparison", _("横向对比"), ("boards.see", "comparison")),
        ),
    ),
    (
        _("管理"),
        (
            _entry("bodies", _("单位"), ("people.see_bodies", "bodies")),
            _entry("accounts", _("账号"), ("people.see_accounts", "accounts")),
            _entry("approvals", _("审批"), ("people.see_approvals", "approvals")),
            _entry("tokens", _("接口令牌"), ("api.see_tokens", "tokens")),
            _entry("channels", _("提醒通道"), ("orders.see_channels", "channels")),
            _entry(
                "service_accounts",
                _("服务账号"),
                ("api.see_service_accounts", "service_accounts"),
            ),
            _entry("webhooks", _("推送"), ("api.see_webhooks", "webhooks")),
            _entry("jobs", _("后台任务"), ("jobs.see", "jobs")),
            _entry("timers", _("定时任务"), ("jobs.see_timers", "timers")),
            _entry("log", _("操作日志"), ("audit.read", "log")),
        ),
    ),
    (_("提醒"), (_entry("notices", _("提醒"), ("orders.notices", "notices")),)),
)


ENTRIES = [entry for _heading, entries in SECTIONS for entry in entries]


def open_to(who: Anybody) -> frozenset[str]:
    """The names of the URLs that the navigation offers to `actor`, at most one per entry."""
    found = (_way(who, entry) for entry in ENTRIES)
    return frozenset(name for name in found if name is not None)


def _way(who: Anybody, entry: Entry) -> str | None:
    return next((name for right, name in entry.ways if policy.may(who, right)), None)


def sections(names: frozenset[str], now: str) -> list[Section]:
    """The sections with those URLs; `current_section` is the section of the current page."""
    found = []
    for heading, entries in SECTIONS:
        links = [
            Link(entry.section, entry.word, reverse(name))
            for entry in entries
            for _right, name in entry.ways
            if name in names
        ]
        if links:
            found.append(Section(heading, links, any(link.section == now for link in links)))
    return found
