"""The main navigation: all entries in sections, and those that a visitor may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import AnyActor, policy


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An entry: the `section` of its pages, its label, and the URLs to try in order."""

    section: str
    word: str | Promise
    url_by_right: tuple[tuple[str, str], ...]
    """(right, name of the URL) in order of preference."""


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry that somebody may open."""

    section: str
    word: str | Promise
    address: str


@dataclass(frozen=True, slots=True)
class NavigationSection:
    """Links under a heading; a section of one link needs none."""

    heading: str | Promise
    links: list[NavigationLink]
    open: bool
    """Whether the current page belongs to this section."""


def _make_entry(section: str, label: str | Promise, *right_url_pairs: tuple[str, str]) -> NavigationEntry:
    return NavigationEntry(section, label, right_url_pairs)


SECTIONS: tuple[tuple[str | Promise, tuple[NavigationEntry, ...]], ...] = (
    (_("待办"), (_make_entry("home", _("待办"), ("site.todo", "home")),)),
    (
        _("总览"),
        (
            _make_entry("own", _("我分管的"), ("boards.own", "own_board")),
            _make_entry("boards", _("看板"), ("boards.see", "boards")),
            _make_entry("lists", _("清单"), ("lists.see", "lists")),
        ),
    ),
    (
        _("计划与数据"),
        (
            _make_entry("month", _("本月填报"), ("reporting.see_month", "month")),
            _make_entry("plans", _("计划"), ("plans.see", "plans")),
            _make_entry("rounds", _("数据审核"), ("reporting.see_rounds", "rounds")),
            _make_entry("observation", _("公布数据"), ("observation.see", "observation")),
            _make_entry("late", _("迟报漏报"), ("reporting.see_late", "late")),
        ),
    ),
    (
        _("督办与台账"),
        (
            _make_entry("orders", _("督办单"), ("orders.see_mine", "my_orders"), ("orders.see", "orders")),
            _make_entry("registers", _("台账"), ("registers.see", "registers")),
            _make_entry("clues", _("群众线索"), ("public.see_clues", "clues")),
        ),
    ),
    (
        _("通报与发布"),
        (
            _make_entry("bulletins", _("通报"), ("bulletins.see", "bulletins")),
            _make_entry("snapshots", _("封存发布"), ("snapshots.see", "months_of_plans")),
            _make_entry("appraisal", _("考核"), ("appraisal.see", "appraisals")),
            _make_entry("verification", _("年度核对"), ("verification.see", "year_checks")),
            _make_entry("comparison", _("横向对比"), ("boards.see", "comparison")),
        ),
    ),
    (
        _("管理"),
        (
            _make_entry("bodies", _("单位"), ("people.see_bodies", "bodies")),
            _make_entry("accounts", _("账号"), ("people.see_accounts", "accounts")),
            _make_entry("approvals", _("审批"), ("people.see_approvals", "approvals")),
            _make_entry("tokens", _("接口令牌"), ("api.see_tokens", "tokens")),
            _make_entry("channels", _("提醒通道"), ("orders.see_channels", "channels")),
            _make_entry("service_accounts", _("服务账号"), ("api.see_service_accounts", "service_accounts")),
            _make_entry("webhooks", _("推送"), ("api.see_webhooks", "webhooks")),
            _make_entry("jobs", _("后台任务"), ("jobs.see", "jobs")),
            _make_entry("timers", _("定时任务"), ("jobs.see_timers", "timers")),
            _make_entry("log", _("操作日志"), ("audit.read", "log")),
        ),
    ),
    (_("提醒"), (_make_entry("notices", _("提醒"), ("orders.notices", "notices")),)),
)


ALL_ENTRIES = [entry for _heading, entries in SECTIONS for entry in entries]


def list_open_url_names(actor: AnyActor) -> frozenset[str]:
    """The names of the URLs that the navigation offers to `actor`, at most one per entry."""
    url_names = (_find_open_url_name(actor, entry) for entry in ALL_ENTRIES)
    return frozenset(url_name for url_name in url_names if url_name is not None)


def _find_open_url_name(actor: AnyActor, entry: NavigationEntry) -> str | None:
    return next((url_name for right, url_name in entry.url_by_right if policy.may(actor, right)), None)


def build_sections(open_url_names: frozenset[str], current_section: str) -> list[NavigationSection]:
    """The sections with those URLs; `current_section` is the section of the current page."""
    visible_sections = []
    for heading, entries in SECTIONS:
        links = [
            NavigationLink(entry.section, entry.word, reverse(url_name))
            for entry in entries
            for _right, url_name in entry.url_by_right
            if url_name in open_url_names
        ]
        if links:
            visible_sections.append(
                NavigationSection(heading, links, any(link.section == current_section for link in links))
            )
    return visible_sections
