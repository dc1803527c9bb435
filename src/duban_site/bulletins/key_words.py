"""What a value of a snapshot is, in words: 欠进度项数, 第二部分总数, 泵站应达."""

from __future__ import annotations

from collections.abc import Mapping

from duban_site.core.status_labels import LABEL_BY_STATUS

FIELD_WORDS = {
    "name": "名称",
    "target": "目标",
    "figure": "数值",
    "expected": "应达",
    "gap": "差距",
    "period": "数据期",
    "status": "评价",
    "text": "任务",
    "bodies": "单位",
    "progress": "进展情况",
    "problems": "存在问题",
    "next": "下一步安排",
    "heading": "标题",
    "total": "总数",
    "counts": "项数",
    "share": "占比",
    "asked": "应报",
    "accepted": "已采用",
    "late": "迟报",
    "missing": "未报",
    "opened": "新交办",
    "closed": "已销号",
    "open": "在办",
}
GROUP_WORDS = {"reports": "填报", "orders": "督办单", "counts": "", "share": ""}


def describe_key(key: str, values: Mapping[str, str]) -> str:
    """Return the Chinese description of a binding key: 任务 2.3.1 差距 for task.2.3.1.gap."""
    parts = key.split(".")
    if parts[0] == "headline" and len(parts) == 3:
        return f"{values.get(f'headline.{parts[1]}.name', '指标')} {_describe_field(parts[2])}"
    if parts[0] == "task":
        number, field = ".".join(parts[1:-1]), parts[-1]
        return f"任务 {number} {_describe_field(field)}"
    if parts[0] == "part" and len(parts) > 2:
        return f"部分 {parts[1]} {' '.join(_describe_field(part) for part in parts[2:])}"
    return " ".join(filter(None, (GROUP_WORDS.get(part, _describe_field(part)) for part in parts))) or "总数"


def _describe_field(field: str) -> str:
    return FIELD_WORDS.get(field) or str(LABEL_BY_STATUS.get(field, "")) or ("数" if field.isascii() else field)
