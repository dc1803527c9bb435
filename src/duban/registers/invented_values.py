"""Invents values for fields, for tests, benchmarks and the demonstration."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from duban.notices import Name, NoticeError
from duban.registers.field import NUMBER_TYPES, Field, FieldType
from duban.registers.values import Datum, Point, Value

_SURNAMES = "赵钱孙李周吴郑王冯陈"
_BODY_NAMES = ("市发展改革局", "市住房城乡建设局", "市水务局", "市教育局", "市城市管理局")
_PLACES = ("东城区", "西城区", "河口县", "云岭县", "平川市")
# A whole-number field with these limits holds a year.
_YEAR_RANGE = (Decimal(2000), Decimal(2100))
_SLOT = re.compile(r"\{(\w+)\}")
# One piece of a pattern: \d, a set, an escaped or plain character; then how often.
_PATTERN_PIECE = re.compile(r"(\\d|\[[^\]]+\]|\\.|[^\\{}\[\]()|?*+.])(?:\{(\d+)(?:,(\d+))?\}|([?*+]))?")


def invent_value(field: Field, rng: random.Random, day: dt.date) -> Value:
    """A valid value of the field; a date lies within half a year of `day`.

    Raises ValueError for a pattern with groups or alternatives, which are not supported.
    """
    if field.type in NUMBER_TYPES:
        return _invent_number(field, rng, day)
    if field.pattern is not None:
        return _invent_matching(field, rng)
    value_by_type: dict[FieldType, Value] = {}
    if field.type is FieldType.CHOICE:
        return rng.choice(field.choices)
    if field.type is FieldType.DATE:
        return day + dt.timedelta(days=rng.randint(-180, 180))
    if field.type is FieldType.YESNO:
        return rng.random() < 0.5
    if field.type is FieldType.POINT:
        longitude, latitude = (Decimal(rng.randint(0, 99_999)).scaleb(-5) for _ in range(2))
        return Point(102 + longitude, 24 + latitude, field.datum or Datum.WGS84)
    value_by_type[FieldType.BODY] = rng.choice(_BODY_NAMES)
    value_by_type[FieldType.PLACE] = rng.choice(_PLACES)
    value_by_type[FieldType.PERSON] = rng.choice(_SURNAMES) + "某"
    value_by_type[FieldType.PHONE] = f"138{rng.randint(0, 99_999_999):08d}"
    value_by_type[FieldType.RECORD] = f"R{rng.randint(1, 9_999):05d}"
    return value_by_type.get(field.type) or _invent_name(field, rng)[: field.longest or 500]


def _invent_name(field: Field, rng: random.Random) -> str:
    """A name that suits the field's label (names.toml), or the label with a number."""
    word_lists, forms_by_labels = _load_names()
    forms = next(
        (
            candidate_forms
            for labels, candidate_forms in forms_by_labels
            if any(label in field.label for label in labels)
        ),
        None,
    )
    if forms is not None:
        return _SLOT.sub(lambda match: _fill_slot(match[1], word_lists, rng), rng.choice(forms))
    return f"{field.label}{rng.randint(1, 9_999)}"


def _fill_slot(name: str, word_lists: Mapping[str, list[str]], rng: random.Random) -> str:
    return str(rng.randint(1, 99)) if name == "n" else rng.choice(word_lists[name])


@cache
def _load_names() -> tuple[Mapping[str, list[str]], tuple[tuple[list[str], list[str]], ...]]:
    text = files("duban.registers").joinpath("names.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return data["lists"], tuple((entry["labels"], entry["forms"]) for entry in data["names"])


def _invent_number(field: Field, rng: random.Random, day: dt.date) -> Value:
    if (field.minimum, field.maximum) == _YEAR_RANGE and rng.random() < 0.8:
        return day.year
    lowest = field.minimum if field.minimum is not None else Decimal(0)
    highest = field.maximum if field.maximum is not None else lowest + 10_000
    if field.type is FieldType.INTEGER:
        return rng.randint(int(lowest), int(highest))
    return lowest + (highest - lowest) * Decimal(rng.randint(0, 1000)) / 1000


def _invent_matching(field: Field, rng: random.Random) -> str:
    pattern = field.pattern or ""
    example = "".join(_repeat_piece(piece, rng) for piece in _PATTERN_PIECE.finditer(pattern))
    if not re.fullmatch(pattern, example):
        raise NoticeError.make("pattern_too_complex", field=Name(field.label, field.english), pattern=pattern)
    return example


def _repeat_piece(piece: re.Match[str], rng: random.Random) -> str:
    characters, least, most, quantifier = piece.groups()
    repetitions = {"?": rng.randint(0, 1), "*": rng.randint(0, 3), "+": rng.randint(1, 3)}.get(quantifier or "")
    if repetitions is None:
        repetitions = rng.randint(int(least), int(most or least)) if least else 1
    return "".join(rng.choice(_list_characters(characters)) for _ in range(repetitions))


def _list_characters(characters: str) -> str:
    if characters == r"\d":
        return "0123456789"
    if not characters.startswith("["):
        return characters[-1]
    ranges = re.findall(r"(.)-(.)|(.)", characters[1:-1].replace(r"\d", "0-9"))
    expanded = (
        "".join(map(chr, range(ord(first), ord(last) + 1))) if first else single for first, last, single in ranges
    )
    return "".join(expanded)
