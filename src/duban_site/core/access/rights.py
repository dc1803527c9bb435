"""The rights of `table.py` in words: who may do what, and what right somebody is missing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from duban_site.core.access.table import SCOPES_BY_ACTION, Scope
from duban_site.people.models import Role

SCOPE_LABELS = {
    Scope.ALL: gettext_lazy("全部"),
    Scope.SELF: gettext_lazy("本人"),
    Scope.ACTIVE: gettext_lazy("生效或结束的计划的内容"),
    Scope.ACTOR_BODY: gettext_lazy("本单位的"),
    Scope.LEADER_COMMITMENTS: gettext_lazy("本人分管任务的"),
    Scope.SUBMITTED: gettext_lazy("单位已经提交的"),
    Scope.REQUESTED: gettext_lazy("本人发起的"),
    Scope.CONCERNED: gettext_lazy("交给本单位主办或协办的"),
    Scope.SERVICE: gettext_lazy("服务账号所限单位和台账的"),
}


@dataclass(frozen=True, slots=True)
class RightWords:
    """A right's label and help in the language of the page."""

    label: str
    help: str


@dataclass(frozen=True, slots=True)
class RoleRight:
    """A right that a role has, and how far it reaches."""

    action: str
    words: RightWords
    scope: str


@cache
def _load_texts() -> dict[str, tuple[str, str, str, str]]:
    groups = tomllib.loads((Path(__file__).parent / "rights.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": tuple(texts) for group, rights in groups.items() for name, texts in rights.items()}


def get_right_words(action: str) -> RightWords:
    """The words for a right. Raises KeyError for one that `rights.toml` does not describe."""
    label, english_label, help_text, english_help = _load_texts()[action]
    if get_language() == "en":
        return RightWords(english_label, english_help)
    return RightWords(label, help_text)


def list_rights(role: Role) -> list[RoleRight]:
    """The rights of a role, in the order of the table."""
    return [
        RoleRight(action, get_right_words(action), str(SCOPE_LABELS[scopes[role]]))
        for action, scopes in SCOPES_BY_ACTION.items()
        if role in scopes
    ]


def explain_right(actor: object, action: str, scope: Scope | None) -> str:
    """The rule of the table that allows an actor an action as far as `scope`; for None, why it is refused."""
    if scope is None:
        return explain_refusal(actor, action)
    words = get_right_words(action)
    parameters = {"right": words.label, "help": words.help, "scope": SCOPE_LABELS[scope]}
    return _("有“%(right)s”的权限（%(help)s），范围：%(scope)s。") % parameters


def explain_refusal(actor: object, action: str) -> str:
    """Which right an actor is missing, and who has it; or how far the actor's right reaches."""
    scopes = SCOPES_BY_ACTION[action]
    label = get_right_words(action).label
    scope = scopes.get(getattr(actor, "role", None))  # type: ignore[arg-type]
    if scope is not None:
        return _("您的权限“%(right)s”只限于：%(scope)s。") % {"right": label, "scope": SCOPE_LABELS[scope]}
    if not scopes:
        return _("“%(right)s”只由系统自动进行。") % {"right": label}
    roles = _("、").join(str(Role(role).label) for role in scopes)
    return _("您的角色没有“%(right)s”的权限。有这项权限的是：%(roles)s。") % {"right": label, "roles": roles}
