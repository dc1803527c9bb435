"""Reads what a user typed, or a cell contains, as the value of a field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.registers.field import NUMBER_TYPES, Field, FieldType
from duban.registers.values import Datum, Point, Value

_YES_WORDS = {"是": True, "true": True, "1": True, "有": True}
_NO_WORDS = {"否": False, "false": False, "0": False, "无": False}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_POINT = re.compile(r"\s*(-?[\d.]+)\s*[,，]\s*(-?[\d.]+)\s*([A-Za-z][\w-]*)?\s*")
_PHONE = re.compile(r"[\d+][\d -]{4,19}")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f]")
MAX_NUMBER_LENGTH = 40
MAX_LENGTH_BY_TYPE = {FieldType.TEXT: 500, FieldType.LONG: 20_000}


def read_value(field: Field, raw_value: Any, *, skip_rules: bool = False) -> Value:
    """`raw_value` as a value of `field`; an empty text is None.

    Accepts the values of forms, JSON and spreadsheets. Raises ValueError with a sentence that says
    what is wrong. With `skip_rules` the choices, limits and pattern are not checked: they may have
    changed since an old event was stored.
    """
    if raw_value is None or (isinstance(raw_value, str) and not raw_value.strip()):
        return None
    value = _READER_BY_TYPE.get(field.type, _read_text)(field, raw_value)
    if not skip_rules:
        _check_rules(field, value)
    return value


def _check_rules(field: Field, value: Value) -> None:
    if field.type in NUMBER_TYPES:
        _check_range(field, value)
    elif field.type is FieldType.CHOICE and value not in field.choices:
        raise ValueError(f"“{value}”不在选项中；请选：{'、'.join(field.choices)}")
    elif isinstance(value, str):
        max_length = field.longest or MAX_LENGTH_BY_TYPE.get(field.type, 200)
        if len(value) > max_length:
            raise ValueError(f"有{len(value)}字，最多{max_length}字")
        if field.pattern and not re.fullmatch(field.pattern, value):
            raise ValueError(f"“{value}”的格式不对；{field.help or '应符合' + field.pattern}")


def _check_range(field: Field, value: Any) -> None:
    if field.minimum is not None and value < field.minimum:
        raise ValueError(f"{value}小于下限{field.minimum}{field.unit}")
    if field.maximum is not None and value > field.maximum:
        raise ValueError(f"{value}大于上限{field.maximum}{field.unit}")


def _read_text(field: Field, raw_value: Any) -> str:
    if isinstance(raw_value, float) and raw_value.is_integer():
        raw_value = int(raw_value)  # a spreadsheet holds a number where somebody typed a code
    text = str(raw_value).strip() if field.type is not FieldType.LONG else str(raw_value).strip("\r\n ")
    text = text.replace("\r\n", "\n")
    if _CONTROL_CHARACTER.search(text):
        raise ValueError("含有不可见的控制字符；请删去后重填")
    return text


def _read_number(field: Field, raw_value: Any) -> Decimal:
    if isinstance(raw_value, bool):
        raise ValueError("应填数字")
    if isinstance(raw_value, str) and raw_value.strip().endswith(("%", "％")):
        if field.unit not in ("%", "％"):
            raise ValueError(f"“{raw_value}”是百分数，这一列的单位是“{field.unit or '无'}”；请改成数字")
        raw_value = raw_value.strip()[:-1]
    if len(str(raw_value)) > MAX_NUMBER_LENGTH:
        raise ValueError(f"数字最多{MAX_NUMBER_LENGTH}个字符")
    try:
        number = Decimal(str(raw_value).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise ValueError(f"“{raw_value}”不是数字；只填数字，单位已在表头") from None
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise ValueError(f"“{raw_value}”超出可记的范围")
    return number


def _read_integer(field: Field, raw_value: Any) -> int:
    number = _read_number(field, raw_value)
    if number != number.to_integral_value():
        raise ValueError(f"“{raw_value}”不是整数")
    return int(number)


def _read_date(_field: Field, raw_value: Any) -> dt.date:
    if isinstance(raw_value, dt.datetime):
        return raw_value.date()
    if isinstance(raw_value, dt.date):
        return raw_value
    match = _DATE.fullmatch(str(raw_value).strip())
    if not match:
        raise ValueError(f"“{raw_value}”不是日期；请写成2025-03-31")
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise ValueError(f"“{raw_value}”这一天不存在") from None


def _read_yesno(_field: Field, raw_value: Any) -> bool:
    word = str(raw_value).strip().lower().removesuffix(".0")
    if word in _YES_WORDS or word in _NO_WORDS:
        return word in _YES_WORDS
    raise ValueError(f"“{raw_value}”应填是或否")


def _read_phone(_field: Field, raw_value: Any) -> str:
    text = str(int(raw_value)) if isinstance(raw_value, float) and raw_value.is_integer() else str(raw_value).strip()
    if not _PHONE.fullmatch(text):
        raise ValueError("电话只能有数字、空格和连字符，5至20位")
    return text


def _read_point(field: Field, raw_value: Any) -> Point:
    if isinstance(raw_value, Point):
        longitude, latitude, datum = raw_value.lng, raw_value.lat, str(raw_value.datum)
    elif isinstance(raw_value, Mapping):
        longitude, latitude = (_read_number(field, raw_value.get("lng")), _read_number(field, raw_value.get("lat")))
        datum = str(raw_value.get("datum") or "")
    else:
        match = _POINT.fullmatch(str(raw_value))
        if not match:
            raise ValueError(f"“{raw_value}”不是坐标；请写成“经度,纬度 {field.datum}”")
        longitude, latitude = _read_number(field, match[1]), _read_number(field, match[2])
        datum = match[3] or ""
    if not (Decimal(73) <= longitude <= Decimal(136) and Decimal(3) <= latitude <= Decimal(54)):
        raise ValueError(f"坐标{longitude},{latitude}不在中国范围内；先经度后纬度")
    if datum.upper().replace("GCJ02", "GCJ-02") != field.datum:
        raise ValueError(f"坐标系应为{field.datum}，写在坐标之后；不同坐标系不能混用")
    return Point(longitude, latitude, Datum(field.datum))


_READER_BY_TYPE: dict[FieldType, Callable[[Field, Any], Value]] = {
    FieldType.INTEGER: _read_integer,
    FieldType.DECIMAL: _read_number,
    FieldType.MONEY: _read_number,
    FieldType.DATE: _read_date,
    FieldType.YESNO: _read_yesno,
    FieldType.PHONE: _read_phone,
    FieldType.POINT: _read_point,
}
