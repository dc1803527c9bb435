"""The workflow as a page: `python -m duban.orders.workflow_page` prints docs/reference/orders.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from duban.orders.clocks import APPEAL_DAYS, CLOCK_BY_STAGE, DAYS_BY_URGENCY, REVISIT_DAYS, Urgency
from duban.orders.stages import TRANSITIONS, Party, Stage, Transition

STAGE_LABELS = {
    Stage.DRAFTED: ("拟办", "the office is writing it"),
    Stage.REGISTERED: ("立项", "it has its number"),
    Stage.ASSIGNED: ("交办", "the body has it and has not signed for it"),
    Stage.RECEIVED: ("签收", "the body signed for it"),
    Stage.HANDLING: ("办理", "the body is at work"),
    Stage.REPLIED: ("反馈", "the body replied; the office is to check"),
    Stage.CHECKED: ("核查", "it passed the check; it is to be completed"),
    Stage.COMPLETED: ("办结", "done, with a conclusion"),
    Stage.CLOSED: ("销号", "struck off"),
    Stage.TERMINATED: ("终止", "ended without being done"),
    Stage.CARRIED: ("结转", "not done, and carried into the next year's plan"),
    Stage.ARCHIVED: ("归档", "filed"),
}
PARTY_LABELS = {
    Party.OFFICER: ("督查人员", "officer"),
    Party.LIAISON: ("单位联络员", "liaison"),
    Party.HEAD: ("单位负责人", "body head"),
    Party.LEADER: ("分管领导", "leader in charge"),
}
URGENCY_LABELS = {Urgency.URGENT: "急件", Urgency.NORMAL: "一般件", Urgency.HARD: "难度较大件"}
PAGE_HEAD = """\
# Supervision orders

<!-- Written by python -m duban.orders.workflow_page; a test compares. -->

The workflow of an order (督办单), as the library holds it in one frozen table
(`duban.orders.stages`). The service takes its rights from the same table. How it is used:
[Supervision orders, step by step](../how-to/supervision-orders.md).

## Stages
"""


def render_page() -> str:
    """The complete page in Markdown."""
    return "\n".join([PAGE_HEAD, *_iterate_stage_lines(), *_iterate_action_lines(), *_iterate_clock_lines()]) + "\n"


def _iterate_stage_lines() -> Iterator[str]:
    yield "| stage | 中文 | meaning |"
    yield "|---|---|---|"
    for stage, (chinese, meaning) in STAGE_LABELS.items():
        yield f"| `{stage}` | {chinese} | {meaning} |"


def _iterate_action_lines() -> Iterator[str]:
    yield "\n## Actions\n"
    yield "An action from any other stage is refused and says so. Those marked ✎ need words."
    yield "\n| action | 中文 | from | to | who | |"
    yield "|---|---|---|---|---|---|"
    for transition in TRANSITIONS.values():
        yield _render_action(transition)


def _render_action(transition: Transition) -> str:
    source_labels = "、".join(STAGE_LABELS[stage][0] for stage in Stage if stage in transition.sources)
    target_label = "—" if transition.target is None else STAGE_LABELS[transition.target][0]
    party_labels = ", ".join(PARTY_LABELS[party][1] for party in Party if party in transition.parties)
    words_mark = "✎" if transition.words else ""
    cells = (f"`{transition.action}`", transition.zh, source_labels, target_label, party_labels, words_mark)
    return f"| {' | '.join(cells)} |"


def _iterate_clock_lines() -> Iterator[str]:
    yield "\n## Clocks\n"
    yield "In working days, from the day after, with the State Council's holidays and 调休."
    yield "\n| urgency | 中文 | working days from 交办 to 反馈 |"
    yield "|---|---|---|"
    for urgency, days in DAYS_BY_URGENCY.items():
        yield f"| `{urgency}` | {URGENCY_LABELS[urgency]} | {days} |"
    yield f"\nIn calendar days: 回访 {REVISIT_DAYS} after 销号;"
    yield f"申请复核 at most {APPEAL_DAYS} after 办结."
    yield "\n| stage | 中文 | working days | |"
    yield "|---|---|---|---|"
    for clock in CLOCK_BY_STAGE.values():
        yield f"| `{clock.stage}` | {clock.zh} | {clock.days} | {clock.en} |"


if __name__ == "__main__":
    sys.stdout.write(render_page())
