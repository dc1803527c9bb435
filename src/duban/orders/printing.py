"""The workflow as a page: `python -m duban.orders.printing` prints docs/reference/orders.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from duban.orders.clocks import APPEAL_DAYS, CLOCKS, DAYS, REVISIT_DAYS, Urgency
from duban.orders.stages import TRANSITIONS, Party, Stage, Transition

STAGES = {
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
PARTIES = {
    Party.OFFICER: ("督查人员", "officer"),
    Party.LIAISON: ("单位联络员", "liaison"),
    Party.HEAD: ("单位负责人", "body head"),
    Party.LEADER: ("分管领导", "leader in charge"),
}
URGENCIES = {
    Urgency.URGENT: "急件",
    Urgency.NORMAL: "一般件",
    Urgency.HARD: "难度较大件",
}
HEAD = """\
# Supervision orders

<!-- Written by python -m duban.orders.printing; a test compares. -->

The workflow of an order (督办单), as the library holds it in one frozen table
(`duban.orders.stages`). The service takes its rights from the same table. How it is used:
[Supervision orders, step by step](../how-to/supervision-orders.md).

## Stages
"""


def page() -> str:
    """The complete page in Markdown."""
    return "\n".join([HEAD, *_stages(), *_actions(), *_clocks()]) + "\n"


def _stages() -> Iterator[str]:
    yield "| stage | 中文 | meaning |"
    yield "|---|---|---|"
    for stage, (zh, meaning) in STAGES.items():
        yield f"| `{stage}` | {zh} | {meaning} |"


def _actions() -> Iterator[str]:
    yield "\n## Actions\n"
    yield "An action from any other stage is refused and says so. Those marked ✎ need words."
    yield "\n| action | 中文 | from | to | who | |"
    yield "|---|---|---|---|---|---|"
    for row in TRANSITIONS.values():
        yield _action(row)


def _action(row: Transition) -> str:
    sources = "、".join(STAGES[stage][0] for stage in Stage if stage in row.sources)
    target = "—" if row.target is None else STAGES[row.target][0]
    who = ", ".join(PARTIES[party][1] for party in Party if party in row.parties)
    words = "✎" if row.words else ""
    return f"| `{row.action}` | {row.zh} | {sources} | {target} | {who} | {words} |"


def _clocks() -> Iterator[str]:
    yield "\n## Clocks\n"
    yield "In working days, from the day after, with the State Council's holidays and 调休."
    yield "\n| urgency | 中文 | working days from 交办 to 反馈 |"
    yield "|---|---|---|"
    for urgency, days in DAYS.items():
        yield f"| `{urgency}` | {URGENCIES[urgency]} | {days} |"
    yield f"\nIn calendar days: 回访 {REVISIT_DAYS} after 销号;"
    yield f"申请复核 at most {APPEAL_DAYS} after 办结."
    yield "\n| stage | 中文 | working days | |"
    yield "|---|---|---|---|"
    for clock in CLOCKS.values():
        yield f"| `{clock.stage}` | {clock.zh} | {clock.days} | {clock.en} |"


if __name__ == "__main__":
    sys.stdout.write(page())
