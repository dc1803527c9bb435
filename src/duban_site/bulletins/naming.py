"""What a value of a snapshot is, in words: 欠进度项数, 第二部分总数, 泵站应达."""

from __future__ import annotations

from collections.abc import Mapping

from duban_site.core.status_words import WORDS

FIELDS = {
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
GROUPS = {"reports": "填报", "orders": "督办单", "counts": "", "share": ""}


def words(key: str, values: Mapping[str, str]) -> str:
    """Return the Chinese description of a binding key: 任务 2.3.1 差距 for task.2.3.1.gap."""
    parts = key.split(".")
    if parts[0] == "headline" and len(parts) == 3:
        return f"{values.get(f'headline.{parts[1]}.name', '指标')} {_field(parts[2])}"
    if parts[0] == "task":
        number, field = ".".join(parts[1:-1]), parts[-1]
        return f"任务 {number} {_field(field)}"
    if parts[0] == "part" and len(parts) > 2:
        return f"部分 {parts[1]} {' '.join(_field(one) for one in parts[2:])}"
    return " ".join(filter(None, (GROUPS.get(one, _field(one)) for one in parts))) or "总数"


def _field(name: str) -> str:
    return FIELDS.get(name) or str(WORDS.get(name, "")) or ("数" if name.isascii() else name)
