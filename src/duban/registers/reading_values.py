"""Reads what a user typed, or a cell contains, as the value of a field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.registers.field import NUMBERS, Field, FieldType
from duban.registers.values import Datum, Point, Value

_YES = {"是": True, "true": True, "1": True, "有": True}
_NO = {"否": False, "false": False, "0": False, "无": False}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_POINT = re.compile(r"\s*(-?[\d.]+)\s*[,，]\s*(-?[\d.]+)\s*([A-Za-z][\w-]*)?\s*")
_PHONE = re.compile(r"[\d+][\d -]{4,19}")
LONGEST_NUMBER = 40
LONGEST = {FieldType.TEXT: 500, FieldType.LONG: 20_000}


def read_value(field: Field, raw: Any, *, past: bool = False) -> Value:
    """`raw_value` as a value of `field`; an empty text is None.

    Accepts the values of forms, JSON and spreadsheets. Raises ValueError with a sentence that says
    what is wrong. With `skip_rules` the choices, limits and pattern are not checked: they may have
    changed since an old event was stored.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    value = _READERS.get(field.type, _text)(field, raw)
    if not past:
        _check(field, value)
    return value


def _check(field: Field, value: Value) -> None:
    if field.type in NUMBERS:
        _within(field, value)
    elif field.type is FieldType.CHOICE and value not in field.choices:
        raise ValueError(f"“{value}”不在选项中；请选：{'、'.join(field.choices)}")
    elif isinstance(value, str):
        longest = field.longest or LONGEST.get(field.type, 200)
        if len(value) > longest:
            raise ValueError(f"有{len(value)}字，最多{longest}字")
        if field.pattern and not re.fullmatch(field.pattern, value):
            raise ValueError(f"“{value}”的格式不对；{field.help or '应符合' + field.pattern}")


def _within(field: Field, value: Any) -> None:
    if field.minimum is not None and value < field.minimum:
        raise ValueError(f"{value}小于下限{field.minimum}{field.unit}")
    if field.maximum is not None and value > field.maximum:
        raise ValueError(f"{value}大于上限{field.maximum}{field.unit}")


def _text(field: Field, raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)  # a spreadsheet holds a number where somebody typed a code
    text = str(raw).strip() if field.type is not FieldType.LONG else str(raw).strip("\r\n ")
    if any(ord(c) < 32 and c not in "\n\t" for c in text.replace("\r\n", "\n")):
        raise ValueError("含有不可见的控制字符；请删去后重填")
    return text.replace("\r\n", "\n")


def _number(field: Field, raw: Any) -> Decimal:
    if isinstance(raw, bool):
        raise ValueError("应填数字")
    if isinstance(raw, str) and raw.strip().endswith(("%", "％")):
        if field.unit not in ("%", "％"):
            raise ValueError(f"“{raw}”是百分数，这一列的单位是“{field.unit or '无'}”；请改成数字")
        raw = raw.strip()[:-1]
    if len(str(raw)) > LONGEST_NUMBER:
        raise ValueError(f"数字最多{LONGEST_NUMBER}个字符")
    try:
        number = Decimal(str(raw).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise ValueError(f"“{raw}”不是数字；只填数字，单位已在表头") from None
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise ValueError(f"“{raw}”超出可记的范围")
    return number


def _whole(field: Field, raw: Any) -> int:
    number = _number(field, raw)
    if number != number.to_integral_value():
        raise ValueError(f"“{raw}”不是整数")
    return int(number)


def _date(_field: Field, raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    found = _DATE.fullmatch(str(raw).strip())
    if not found:
        raise ValueError(f"“{raw}”不是日期；请写成2025-03-31")
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        raise ValueError(f"“{raw}”这一天不存在") from None


def _yesno(_field: Field, raw: Any) -> bool:
    word = str(raw).strip().lower().removesuffix(".0")
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"“{raw}”应填是或否")


def _phone(_field: Field, raw: Any) -> str:
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw).strip()
    if not _PHONE.fullmatch(text):
        raise ValueError("电话只能有数字、空格和连字符，5至20位")
    return text


def _point(field: Field, raw: Any) -> Point:
    if isinstance(raw, Point):
        lng, lat, datum = raw.lng, raw.lat, str(raw.datum)
    elif isinstance(raw, Mapping):
        lng, lat = _number(field, raw.get("lng")), _number(field, raw.get("lat"))
        datum = str(raw.get("datum") or "")
    else:
        found = _POINT.fullmatch(str(raw))
        if not found:
            raise ValueError(f"“{raw}”不是坐标；请写成“经度,纬度 {field.datum}”")
        lng, lat = _number(field, found[1]), _number(field, found[2])
        datum = found[3] or ""
    if not (Decimal(73) <= lng <= Decimal(136) and Decimal(3) <= lat <= Decimal(54)):
        raise ValueError(f"坐标{lng},{lat}不在中国范围内；先经度后纬度")
    if datum.upper().replace("GCJ02", "GCJ-02") != field.datum:
        raise ValueError(f"坐标系应为{field.datum}，写在坐标之后；不同坐标系不能混用")
    return Point(lng, lat, Datum(field.datum))


_READERS: dict[FieldType, Callable[[Field, Any], Value]] = {
    FieldType.WHOLE: _whole,
    FieldType.DECIMAL: _number,
    FieldType.MONEY: _number,
    FieldType.DATE: _date,
    FieldType.YESNO: _yesno,
    FieldType.PHONE: _phone,
    FieldType.POINT: _point,
}
