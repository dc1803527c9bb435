"""The data dictionary: every table and column of the open data, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """The type of a column, in the words of Frictionless Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, type, headings and meaning. `choices` are all values it may have."""

    name: str
    type: ColumnType
    heading: str
    english: str
    about: str
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, those that identify a row, and its foreign keys.

    `foreign_keys` are (column, table, column of that table).
    """

    name: str
    heading: str
    english: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()


STRING, INTEGER, NUMBER, DATE, BOOLEAN = (
    ColumnType.STRING,
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.DATE,
    ColumnType.BOOLEAN,
)
STATUSES = ("completed", "ahead", "on_schedule", "near", "behind", "overdue", "not_due", "no_data", "adjusted")
LIGHTS = ("green", "yellow", "red")
VERSION = "2"
"""The version of the tables: since 2 they are joined by the column commitment_key."""
KEY_V1_UNTIL = "2027-12-31"
"""The last day on which the tables still have the key of version 1."""
COMMITMENT_COLUMN = Column(
    "commitment",
    STRING,
    "编号",
    "Number",
    f"part.topic.n as printed; the key of version 1, kept until {KEY_V1_UNTIL}: use commitment_key",
    required=True,
)
COMMITMENT_KEY_COLUMN = Column(
    "commitment_key",
    STRING,
    "任务键",
    "Commitment key",
    "`c-` and the number, stable for ever; no reader takes it for a number (0.1 = 0.10)",
    required=True,
)
COMMITMENT_REFERENCE = ("commitment_key", "commitments", "commitment_key")
CLAIM_COLUMN = Column("claim", INTEGER, "指标编号", "Claim", "key of the claim", required=True)
STATUS_COLUMN = Column("status", STRING, "状态", "Status", "as of the snapshot's day", STATUSES)
LIGHT_COLUMN = Column("light", STRING, "灯色", "Light", "empty where none is shown", LIGHTS)

COMMITMENTS_TABLE = Table(
    "commitments",
    "目标任务",
    "Commitments",
    "What the report promises: one row a commitment, the unit of supervision.",
    (
        COMMITMENT_KEY_COLUMN,
        COMMITMENT_COLUMN,
        Column("part", STRING, "部分", "Part", "heading of the report's part"),
        Column("topic", STRING, "专题", "Topic", "leading sentence of the paragraph"),
        Column("type", STRING, "目标类型", "Type", "headline, quantified, project or qualitative"),
        Column("text", STRING, "任务原文", "Text", "the report's own words", required=True),
        Column("start", INTEGER, "起", "Start", "first character in the report's text, from 0"),
        Column("end", INTEGER, "止", "End", "character after the last one"),
        Column("starred", BOOLEAN, "重点", "Starred", "marked as a priority"),
        Column("lead", STRING, "牵头单位", "Lead unit", "several lead jointly: joined by 、"),
        Column("cooperating", STRING, "责任（协同）单位", "Cooperating units", "joined by 、"),
        Column("deadline", DATE, "完成时限", "Deadline", "empty: the end of the year"),
        STATUS_COLUMN,
        LIGHT_COLUMN,
        Column("progress", STRING, "进展情况", "Progress", "the unit's accepted words of the month"),
        Column("next_steps", STRING, "下一步安排", "Next steps", "the unit's accepted words"),
    ),
    ("commitment_key",),
)
CLAIMS_TABLE = Table(
    "claims",
    "指标",
    "Claims",
    "One quantity within a commitment, its target and how it was judged.",
    (
        CLAIM_COLUMN,
        COMMITMENT_KEY_COLUMN,
        COMMITMENT_COLUMN,
        Column("indicator", STRING, "指标名称", "Indicator", "as the report names it", required=True),
        Column("kind", STRING, "类型", "Kind", "growth, level, volume, share, points, relative"),
        Column("comparator", STRING, "要求", "Comparator", "ge gt le lt approx eq range"),
        Column("value", NUMBER, "目标值", "Target", "in `unit`; of a range the lower bound"),
        Column("value_high", NUMBER, "上限", "Upper bound", "of a range"),
        Column("unit", STRING, "单位", "Unit", "base unit; % for rates"),
        Column("number", STRING, "原文数字", "As written", "the words of the report"),
        Column("direction", STRING, "方向", "Direction", "up, or down for what is to fall"),
        Column("strength", STRING, "力度", "Strength", "ensure, plan, or strive (力争)"),
        Column("period", STRING, "期限", "Period", "by when, where it is not the plan's year"),
        Column("baseline", NUMBER, "上年基数", "Baseline", "figure of the year before"),
        Column("assigned", NUMBER, "下达值", "Assigned value", "set by a higher level"),
        Column("observed", NUMBER, "完成值", "Observed", "by which it was judged, in `unit`"),
        Column("observed_period", STRING, "数据期", "Period of the figure", "2025-Q1, 2025-01..05 …"),
        Column("expected", NUMBER, "序时应达", "Expected", "by the schedule at that period"),
        Column("gap", NUMBER, "差距", "Gap", "positive: better than expected"),
        STATUS_COLUMN,
        LIGHT_COLUMN,
        Column("forecast", NUMBER, "全年预测", "Forecast", "of the year's end"),
        Column("forecast_low", NUMBER, "预测下限", "Forecast, low", "80 % range"),
        Column("forecast_high", NUMBER, "预测上限", "Forecast, high", "80 % range"),
        Column("probability", NUMBER, "可能性", "Probability", "of meeting the target, 0 to 1"),
        Column("sum_zh", STRING, "算式", "Sum (Chinese)", "by which the status can be redone"),
        Column("sum_en", STRING, "算式（英文）", "Sum (English)", "by which the status can be redone"),
    ),
    ("claim",),
    (COMMITMENT_REFERENCE,),
)
FIGURES_TABLE = Table(
    "figures",
    "进展数据",
    "Figures",
    "Accepted figures with their versions; of one period the highest serial holds.",
    (
        CLAIM_COLUMN,
        COMMITMENT_KEY_COLUMN,
        COMMITMENT_COLUMN,
        Column("period", STRING, "数据期", "Period", "2025-Q1, 2025-01..05, 2025, 2025-06-30"),
        Column("end", DATE, "期末", "Period end", "last day of the period", required=True),
        Column("value", NUMBER, "数值", "Value", "cumulative from the year's start", required=True),
        Column("unit", STRING, "单位", "Unit", "base unit"),
        Column("published", DATE, "发布日期", "Published", "when the source published it"),
        Column("version", STRING, "版本", "Version", "preliminary, revised, final"),
        Column("serial", INTEGER, "序次", "Serial", "counts the figures of the same period"),
        Column("source", STRING, "来源", "Source", "who said so, or the register that was counted"),
    ),
    ("claim", "period", "serial"),
    (("claim", "claims", "claim"), COMMITMENT_REFERENCE),
)
STANDINGS_TABLE = Table(
    "standings",
    "历月状态",
    "Standings",
    "How each commitment stood in every published month.",
    (
        COMMITMENT_KEY_COLUMN,
        COMMITMENT_COLUMN,
        Column("month", INTEGER, "月份", "Month", "1 to 12", required=True),
        Column("as_of", DATE, "评价日期", "As of", "day of the assessment", required=True),
        STATUS_COLUMN,
        LIGHT_COLUMN,
    ),
    ("commitment_key", "as_of"),
)
CHANGES_TABLE = Table(
    "changes",
    "口径调整",
    "Changes of targets",
    "Targets that were changed after the plan came into force, with the reason, for ever.",
    (
        CLAIM_COLUMN,
        COMMITMENT_KEY_COLUMN,
        COMMITMENT_COLUMN,
        Column("at", DATE, "调整日期", "Changed on", "day of the change", required=True),
        Column("reason", STRING, "调整原因", "Reason", "as the office gave it", required=True),
        Column("document", STRING, "依据文件", "Document", "on which it rests"),
        Column("old", STRING, "调整前", "Before", "the changed fields, as JSON"),
        Column("new", STRING, "调整后", "After", "the changed fields, as JSON"),
    ),
    ("claim", "at", "reason"),
    (("claim", "claims", "claim"),),
)
MILESTONES_TABLE = Table(
    "milestones",
    "节点",
    "Milestones",
    "Steps of commitments that are not judged by a number.",
    (
        COMMITMENT_KEY_COLUMN,
        COMMITMENT_COLUMN,
        Column("due", DATE, "时限", "Due", "day by which it is due", required=True),
        Column("text", STRING, "节点", "Step", "what is to be done", required=True),
        Column("done_on", DATE, "完成日期", "Done on", "as the unit reported it"),
        Column("accepted_on", DATE, "采用日期", "Accepted on", "when the office accepted it"),
        Column("weight", NUMBER, "权重", "Weight", "share of the whole"),
    ),
    ("commitment_key", "due", "text"),
    (COMMITMENT_REFERENCE,),
)
TABLES = (COMMITMENTS_TABLE, CLAIMS_TABLE, FIGURES_TABLE, STANDINGS_TABLE, CHANGES_TABLE, MILESTONES_TABLE)
