"""Reads what a user typed, or a cell contains, as the value of a field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.notices import NoticeError, make_notice
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

    Accepts the values of forms, JSON and spreadsheets. Raises NoticeError with one notice of
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
        raise NoticeError.make("value_not_a_choice", value=value, choices=field.choices)
    elif isinstance(value, str):
        max_length = field.longest or MAX_LENGTH_BY_TYPE.get(field.type, 200)
        if len(value) > max_length:
            raise NoticeError.make("value_too_long", length=len(value), most=max_length)
        if field.pattern and not re.fullmatch(field.pattern, value):
            help_text = field.help or make_notice("must_match", pattern=field.pattern)
            raise NoticeError.make("value_of_wrong_form", value=value, help=help_text)


def _check_range(field: Field, value: Any) -> None:
    if field.minimum is not None and value < field.minimum:
        raise NoticeError.make("value_too_small", value=value, least=f"{field.minimum}{field.unit}")
    if field.maximum is not None and value > field.maximum:
        raise NoticeError.make("value_too_large", value=value, most=f"{field.maximum}{field.unit}")


def _read_text(field: Field, raw_value: Any) -> str:
    if isinstance(raw_value, float) and raw_value.is_integer():
        raw_value = int(raw_value)  # a spreadsheet holds a number where somebody typed a code
    text = str(raw_value).strip() if field.type is not FieldType.LONG else str(raw_value).strip("\r\n ")
    text = text.replace("\r\n", "\n")
    if _CONTROL_CHARACTER.search(text):
        raise NoticeError.make("control_characters")
    return text


def _read_number(field: Field, raw_value: Any) -> Decimal:
    if isinstance(raw_value, bool):
        raise NoticeError.make("number_expected")
    if isinstance(raw_value, str) and raw_value.strip().endswith(("%", "％")):
        if field.unit not in ("%", "％"):
            raise NoticeError.make("value_is_a_percentage", value=raw_value, unit=field.unit or make_notice("no_unit"))
        raw_value = raw_value.strip()[:-1]
    if len(str(raw_value)) > MAX_NUMBER_LENGTH:
        raise NoticeError.make("number_too_long", most=MAX_NUMBER_LENGTH)
    try:
        number = Decimal(str(raw_value).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise NoticeError.make("value_not_a_number", value=raw_value) from None
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise NoticeError.make("number_out_of_range", value=raw_value)
    return number


def _read_integer(field: Field, raw_value: Any) -> int:
    number = _read_number(field, raw_value)
    if number != number.to_integral_value():
        raise NoticeError.make("value_not_whole", value=raw_value)
    return int(number)


def _read_date(_field: Field, raw_value: Any) -> dt.date:
    if isinstance(raw_value, dt.datetime):
        return raw_value.date()
    if isinstance(raw_value, dt.date):
        return raw_value
    match = _DATE.fullmatch(str(raw_value).strip())
    if not match:
        raise NoticeError.make("value_not_a_date", value=raw_value)
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise NoticeError.make("day_nonexistent", value=raw_value) from None


def _read_yesno(_field: Field, raw_value: Any) -> bool:
    word = str(raw_value).strip().lower().removesuffix(".0")
    if word in _YES_WORDS or word in _NO_WORDS:
        return word in _YES_WORDS
    raise NoticeError.make("value_not_yes_or_no", value=raw_value)


def _read_phone(_field: Field, raw_value: Any) -> str:
    text = str(int(raw_value)) if isinstance(raw_value, float) and raw_value.is_integer() else str(raw_value).strip()
    if not _PHONE.fullmatch(text):
        raise NoticeError.make("value_not_a_telephone")
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
            raise NoticeError.make("value_not_a_point", value=raw_value, datum=field.datum)
        longitude, latitude = _read_number(field, match[1]), _read_number(field, match[2])
        datum = match[3] or ""
    if not (Decimal(73) <= longitude <= Decimal(136) and Decimal(3) <= latitude <= Decimal(54)):
        raise NoticeError.make("point_outside_china", point=f"{longitude},{latitude}")
    if datum.upper().replace("GCJ02", "GCJ-02") != field.datum:
        raise NoticeError.make("datum_wrong", datum=field.datum)
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
