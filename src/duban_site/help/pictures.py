"""The pictures of the guides: what each shows, in the reader's language.

tests/site/help/test_pictures.py draws them from the pages themselves, and fails where a page no longer shows what
its picture's caption says.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WIDTH = 900
HEIGHT = 700
"""Pixels of every picture, stated in the page: text does not move while pictures load."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows (`alternative`, for who cannot see it), and what to look for in it (`caption`)."""

    name: str
    alternative: str | Promise
    caption: str | Promise
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def address(self) -> str:
        """Where it is among the static files."""
        return f"duban/guide/{self.name}.webp"


PICTURES = {
    picture.name: picture
    for picture in (
        Picture(
            "home-officer",
            _("督查人员的“待办”页，待办按种类分组。"),
            _("督查人员登录后的“待办”：待审核的填报、准备中的计划，点一条就到办的地方。"),
        ),
        Picture(
            "review",
            _("确认页：一段报告原文，旁边是读出的目标任务。"),
            _("逐条点“确认”或“不是目标任务”，原文就在旁边。"),
        ),
        Picture(
            "assign",
            _("分解页的一条任务：牵头单位、协同单位、分管领导和完成时限的填写框。"),
            _("“牵头单位”空着时，点列出的建议就填进去，核对后保存。"),
        ),
        Picture(
            "month-form",
            _("本月填报表里的一条任务：数值、数据期和进展情况的填写框。"),
            _("填“数值”和“进展情况”，旁边写着目标和上期；系统问到的，改正，或在下面写明原因。"),
        ),
        Picture(
            "home-head",
            _("单位负责人的“待办”页，第一组是待签发的填报。"),
            _("单位负责人登录后先看“待签发”，点进去就是本月的报告。"),
        ),
        Picture(
            "sign",
            _("填好的本月报告，上方有“签发”按钮，一条任务下面有要回答的问题。"),
            _("问题都有了回答，点“签发”；签发后再报送督查室。"),
        ),
        Picture(
            "check-report",
            _("督查人员打开的单位报告，每条有“退回意见”，下方有“采用”和“退回…”。"),
            _("没有问题点“采用”；要改的写好退回意见，再点“退回…”。"),
        ),
        Picture(
            "close-month",
            _("封存页：各月报告的情况和“封存”按钮。"),
            _("一个月审完点“封存”；还有单位没有报送的，要先勾选确认。"),
        ),
        Picture(
            "bulletin",
            _("一份由封存月份写成的通报。"),
            _("点“修改文字”改通报的文字，数字都来自封存的月份；右上角导出 Word 和 PDF。"),
        ),
        Picture(
            "order",
            _("一份交办给单位的督办单，有要求、期限和“签收”按钮。"),
            _("单位收到督办单先点“签收”；上方写着走到哪一步、完成时限是哪天。"),
        ),
        Picture(
            "home-leader",
            _("分管领导的看板：分管任务的状态、应达和实际。"),
            _("分管领导登录后看到自己分管的任务，落后的排在最前。"),
        ),
        Picture(
            "accounts",
            _("账号页：人员、角色、单位和状态。"),
            _("在“账号”点“新开账号”；人离岗了就停用，不删除。"),
        ),
    )
}
