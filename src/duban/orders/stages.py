"""The one table of the workflow: which action leads from which stage to which, and who may.

拟办→立项→交办→签收→办理→反馈→核查(退回重办)→办结→销号→归档 is the order that offices' handbooks
describe; the side steps (催办, 延期, 升级, 挂牌, 申辩, 批示) leave the stage as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """The stage of an order."""

    DRAFTED = "drafted"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    RECEIVED = "received"
    HANDLING = "handling"
    REPLIED = "replied"
    CHECKED = "checked"
    COMPLETED = "completed"
    CLOSED = "closed"
    TERMINATED = "terminated"
    CARRIED = "carried"
    ARCHIVED = "archived"


class Party(StrEnum):
    """Who acts on orders; the auditor reads all and the administrator nothing."""

    OFFICER = "officer"
    LIAISON = "liaison"
    HEAD = "head"
    LEADER = "leader"


class ActionNotAllowed(Exception):  # noqa: N818 (said to people as it is)
    """The action is not allowed in this stage. `stages` are those in which it is."""

    def __init__(self, action: str, stage: Stage, stages: frozenset[Stage]) -> None:
        super().__init__(action, stage, stages)
        self.action, self.stage, self.stages = action, stage, stages

    def __str__(self) -> str:
        stage_names = ", ".join(sorted(self.stages))
        return f"{self.action} is done in {stage_names}; this order is {self.stage}"


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: source stages, target stage (None: unchanged), parties, and if text is needed."""

    action: str
    zh: str
    en: str
    sources: frozenset[Stage]
    target: Stage | None
    parties: frozenset[Party]
    words: bool = False
    """Whether the action needs a text that says why or what: it is refused without."""


OFFICER, LIAISON, HEAD, LEADER = Party.OFFICER, Party.LIAISON, Party.HEAD, Party.LEADER
DRAFTED, REGISTERED, ASSIGNED = Stage.DRAFTED, Stage.REGISTERED, Stage.ASSIGNED
RECEIVED, HANDLING, REPLIED = Stage.RECEIVED, Stage.HANDLING, Stage.REPLIED
CHECKED, COMPLETED, CLOSED = Stage.CHECKED, Stage.COMPLETED, Stage.CLOSED
TERMINATED, CARRIED, ARCHIVED = Stage.TERMINATED, Stage.CARRIED, Stage.ARCHIVED

WITH_BODY = (ASSIGNED, RECEIVED, HANDLING)
"""The body has it and owes a reply: its clock runs."""
AT_WORK = (RECEIVED, HANDLING)
OPEN = (DRAFTED, REGISTERED, *WITH_BODY, REPLIED, CHECKED, COMPLETED)
"""Not finished: there is no second order on the same matter."""
ISSUED = (*WITH_BODY, REPLIED, CHECKED, COMPLETED, CLOSED)
"""From 交办 until it is archived: the body may object."""


def _step(
    action: str,
    chinese: str,
    english: str,
    sources: tuple[Stage, ...],
    target: Stage | None,
    *parties: Party,
    words: bool = False,
) -> Transition:
    return Transition(action, chinese, english, frozenset(sources), target, frozenset(parties), words)


_ACTIONS = (
    # the main sequence
    _step("edit", "修改", "edit", (DRAFTED,), None, OFFICER),
    _step("register", "立项", "register", (DRAFTED,), REGISTERED, OFFICER),
    _step("assign", "交办", "assign", (REGISTERED,), ASSIGNED, OFFICER),
    _step("receive", "签收", "sign for", (ASSIGNED,), RECEIVED, LIAISON, HEAD),
    _step("handle", "办理", "take in hand", (RECEIVED,), HANDLING, LIAISON, HEAD, words=True),
    _step("note", "记进展", "note progress", (HANDLING,), None, LIAISON, HEAD, words=True),
    _step("reply", "反馈", "reply", (HANDLING,), REPLIED, HEAD, words=True),
    _step("pass_check", "核查通过", "pass the check", (REPLIED,), CHECKED, OFFICER, words=True),
    _step("send_back", "退回重办", "send back", (REPLIED, CHECKED), HANDLING, OFFICER, LEADER, words=True),
    _step("complete", "办结", "complete", (CHECKED,), COMPLETED, OFFICER, LEADER),
    _step("close", "销号", "close", (COMPLETED,), CLOSED, OFFICER),
    _step("archive", "归档", "archive", (CLOSED, TERMINATED, CARRIED), ARCHIVED, OFFICER),
    _step("drop", "撤件", "drop", (DRAFTED, REGISTERED), TERMINATED, OFFICER, words=True),
    # after completion: revisit, reopen where the result does not last, carry over to the next year
    _step("revisit", "回访", "revisit", (CLOSED,), None, OFFICER, words=True),
    _step("reopen", "回访重办", "reopen", (CLOSED,), HANDLING, OFFICER, words=True),
    _step("carry", "跨年结转", "carry over", (*WITH_BODY, REPLIED, CHECKED), CARRIED, OFFICER, words=True),
    # side steps of the office and the leader
    _step("urge", "催办", "urge", WITH_BODY, None, OFFICER, words=True),
    _step("escalate", "升级", "escalate", (*WITH_BODY, REPLIED), None, OFFICER, words=True),
    _step("list", "挂牌", "list", (*WITH_BODY, REPLIED), None, OFFICER, words=True),
    _step("delist", "摘牌", "delist", (*WITH_BODY, REPLIED, CHECKED, COMPLETED), None, OFFICER, words=True),
    _step(
        "instruct", "批示", "instruct", (REGISTERED, *WITH_BODY, REPLIED, CHECKED, COMPLETED), None, LEADER, words=True
    ),
    # requests of the body: extension, adjustment, termination
    _step("ask_extension", "申请延期", "ask for an extension", AT_WORK, None, HEAD, words=True),
    _step("ask_adjustment", "申请调整", "ask for an adjustment", AT_WORK, None, HEAD, words=True),
    _step("ask_termination", "申请终止", "ask for termination", AT_WORK, None, HEAD, words=True),
    _step("withdraw_request", "撤回申请", "withdraw the request", AT_WORK, None, HEAD),
    _step("review_request", "初审", "review the request", AT_WORK, None, OFFICER, words=True),
    _step("grant_request", "批准", "grant the request", AT_WORK, None, OFFICER, LEADER),
    _step("refuse_request", "驳回", "refuse the request", AT_WORK, None, OFFICER, LEADER, words=True),
    # objections, and the review of the conclusion
    _step("appeal", "申请复核", "ask for a review", (COMPLETED, CLOSED), None, HEAD, words=True),
    _step("review", "复核", "review", (COMPLETED, CLOSED), None, OFFICER, words=True),
    _step("object", "申辩", "object", ISSUED, None, HEAD, words=True),
    _step("answer", "答复申辩", "answer the objection", ISSUED, None, OFFICER, words=True),
)
TRANSITIONS: Mapping[str, Transition] = MappingProxyType({t.action: t for t in _ACTIONS})
"""Every action but `draft`, which creates the order, in the order of the handbook.

`grant_request` on a termination leads to `terminated`, as its request says.
"""


def get_transition(action: str) -> Transition:
    """The transition of an action. Raises KeyError that lists the existing actions."""
    if action not in TRANSITIONS:
        message = f"{action!r} is no action of an order. There are: {', '.join(TRANSITIONS)}."
        raise KeyError(message)
    return TRANSITIONS[action]


def find_next_stage(stage: Stage, action: str) -> Stage:
    """The stage to which `action` leads from `stage`. Raises ActionNotAllowed."""
    action_transition = get_transition(action)
    if stage not in action_transition.sources:
        raise ActionNotAllowed(action, stage, action_transition.sources)
    return stage if action_transition.target is None else action_transition.target
