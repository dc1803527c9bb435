"""A field of a register, as declared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from duban.registers.values import Datum


class FieldType(StrEnum):
    """The type of a field's values, as a declaration writes it under `type`."""

    TEXT = "text"
    LONG = "long"
    INTEGER = "whole"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YESNO = "yesno"
    BODY = "body"
    PERSON = "person"
    PHONE = "phone"
    PLACE = "place"
    POINT = "point"
    RECORD = "record"


NUMBER_TYPES = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY})

TYPE_LABELS = {
    FieldType.TEXT: "文本",
    FieldType.LONG: "长文本",
    FieldType.INTEGER: "整数",
    FieldType.DECIMAL: "小数",
    FieldType.MONEY: "金额",
    FieldType.DATE: "日期",
    FieldType.CHOICE: "选项",
    FieldType.YESNO: "是否",
    FieldType.BODY: "单位",
    FieldType.PERSON: "姓名",
    FieldType.PHONE: "电话",
    FieldType.PLACE: "地区",
    FieldType.POINT: "坐标",
    FieldType.RECORD: "台账记录",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `required` is the stage from which on a record must have it. `personal` is masked except for
    those who may see personal data, and never exported; `sealed` is stored only encrypted; `public`
    may be published. `register` is the register that a `record` refers to, `datum` that of a
    `point`. `was` are earlier keys of a renamed field, `retired` the version since which no new
    value is accepted, `retention_months` (`keep_months` in the file) how long a personal value
    is stored after the end.
    """

    key: str
    label: str
    english: str
    type: FieldType
    unit: str = ""
    help: str = ""
    required: str | None = None
    choices: tuple[str, ...] = ()
    retired_choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str | None = None
    longest: int | None = None
    personal: bool = False
    sealed: bool = False
    public: bool = False
    retention_months: int | None = None
    register: str | None = None
    datum: Datum | None = None
    was: tuple[str, ...] = ()
    retired: int | None = None

    @property
    def heading(self) -> str:
        """The label with its unit, as a column heading: 总投资（万元）."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label
