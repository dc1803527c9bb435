"""Render a notice as a sentence in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.orders.models import Notice, NoticeKind

SENTENCE_BY_KIND = {
    NoticeKind.DUE_SOON: gettext_lazy("%(what)s 将于 %(due)s 到期，还有 %(days)s 个工作日"),
    NoticeKind.OVERDUE: gettext_lazy("%(what)s 应于 %(due)s 完成，已逾期 %(days)s 个工作日"),
    NoticeKind.REPORT_DUE: gettext_lazy("%(what)s 月度报告 %(due)s 截止，还有 %(days)s 个工作日"),
    NoticeKind.REPORT_OVERDUE: gettext_lazy("%(what)s 月度报告 %(due)s 截止，已逾期 %(days)s 个工作日"),
    NoticeKind.REPORT_REQUESTED: gettext_lazy("%(what)s 已布置填报，%(due)s 截止"),
    NoticeKind.REPORT_URGED: gettext_lazy("%(what)s 尚未报送（%(due)s 截止），请尽快填报"),
    NoticeKind.REPORT_RETURNED: gettext_lazy("%(what)s 被退回：%(reason)s"),
    NoticeKind.CONSULTATION: gettext_lazy("%(what)s 征求意见，请在 %(due)s 前提出"),
    NoticeKind.PROPOSED: gettext_lazy("%(plan)s 有 %(count)s 条新的督办建议"),
}


def render_sentence(notice: Notice, *, with_kind: bool = True) -> str:
    """Render a notice in one line; not `with_kind` where the page shows the kind beside it."""
    data = {"days": 0, "due": "", "plan": "", "count": 0, "reason": "", **notice.data}
    data["what"] = f"{data.get('label', '')} {data.get('title', '')}".strip()
    template = SENTENCE_BY_KIND.get(NoticeKind(notice.kind))
    if template is None and not with_kind:
        return str(data["what"])
    if template is None:
        return _("%(kind)s：%(what)s") % {"kind": notice.get_kind_display(), **data}
    return str(template) % data
