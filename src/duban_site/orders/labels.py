"""The labels of actions and outcomes, as pages show them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duban.orders import Outcome

ACTION_LABELS = {
    "draft": _("拟办"),
    "edit": _("修改"),
    "register": _("立项"),
    "assign": _("交办"),
    "receive": _("签收"),
    "handle": _("办理"),
    "note": _("记进展"),
    "reply": _("反馈"),
    "pass_check": _("核查通过"),
    "send_back": _("退回重办"),
    "complete": _("办结"),
    "close": _("销号"),
    "archive": _("归档"),
    "drop": _("撤件"),
    "revisit": _("回访"),
    "reopen": _("回访重办"),
    "carry": _("跨年结转"),
    "urge": _("催办"),
    "escalate": _("升级"),
    "list": _("挂牌"),
    "delist": _("摘牌"),
    "instruct": _("批示"),
    "ask_extension": _("申请延期"),
    "ask_adjustment": _("申请调整"),
    "ask_termination": _("申请终止"),
    "withdraw_request": _("撤回申请"),
    "review_request": _("初审"),
    "grant_request": _("批准"),
    "refuse_request": _("驳回"),
    "object": _("申辩"),
    "answer": _("答复申辩"),
    "appeal": _("申请复核"),
    "review": _("复核"),
}
ACTION_CHOICES = list(ACTION_LABELS.items())
OUTCOME_LABELS = {
    Outcome.PREPARED: _("待交办"),
    Outcome.IN_PROGRESS: _("正在推进"),
    Outcome.LATE: _("逾期未办结"),
    Outcome.FINISHED: _("已办结"),
    Outcome.FINISHED_LATE: _("未按时办结"),
    Outcome.TERMINATED: _("已终止"),
    Outcome.CARRIED: _("已结转"),
}
