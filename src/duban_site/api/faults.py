"""What is wrong with a request, for programs and for people: a code, the field, two languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from ninja import Schema
from pydantic import Field

INVALID_REQUEST = "invalid_request"
UNKNOWN_FIELD = "unknown_field"
CODE_BY_STATUS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: INVALID_REQUEST,
    429: "too_many_requests",
}
"""Status → default code, where no more exact one is given."""
CHINESE_BY_ERROR_TYPE = {
    "missing": "缺少这个字段",
    "extra_forbidden": "没有这个字段",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "string_type": "应为文字（加引号）",
    "string_too_long": "太长，最多 {max_length} 个字符",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是 {expected}",
    "too_long": "太多，最多 {max_length} 项",
    "list_type": "应为数组",
    "dict_type": "应为对象",
    "date_from_datetime_parsing": "应为日期，写成 2026-05-31",
    "date_parsing": "应为日期，写成 2026-05-31",
    "date_type": "应为日期，写成 2026-05-31",
}
"""Pydantic's type of an error → what it means; the names in braces are its context."""


class Fault(Schema):
    """One thing that is wrong, and where."""

    code: str
    field: str = Field(description="parameter, or path within the body: figures.0.value")
    zh: str
    en: str


class Problem(Schema):
    """What went wrong: `detail` says what, and what to do; `faults` where, for a faulty request.

    `errors` are the faults as lines, in English.
    """

    detail: str
    errors: list[str] = Field(default_factory=list)
    code: str = ""
    faults: list[Fault] = Field(default_factory=list)


class RequestError(Exception):
    """A faulty request: nothing is done, and it is answered with `status`.

    422 for what the schema forbids, 409 for what conflicts with the current state of the data.
    """

    def __init__(self, faults: Sequence[Fault], status: int = 422) -> None:
        super().__init__("；".join(f"{fault.field}：{fault.zh}" for fault in faults))
        self.faults, self.status = [*faults], status


class TooManyRequests(Exception):  # noqa: N818 (the name of 429)
    """More requests than the settings allow; one may be sent again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        chinese = f"请求太频繁，请过 {seconds} 秒再试。"
        super().__init__(f"{chinese}Too many requests; try again in {seconds} s.")
        self.seconds = seconds


def describe_unknown_parameter(name: str, parameter_names: Iterable[str]) -> Fault:
    """The fault for a parameter that the endpoint lacks; suggests the closest one it has."""
    sorted_names = sorted(parameter_names)
    close_matches = difflib.get_close_matches(name[:40], sorted_names, n=1)
    chinese, english = f"没有参数 {name[:40]}", f"there is no parameter {name[:40]}"
    if close_matches:
        chinese, english = (f"{chinese}；是不是 {close_matches[0]}？", f"{english}; did you mean {close_matches[0]}?")
    elif sorted_names:
        chinese, english = (
            f"{chinese}；可用：{'、'.join(sorted_names)}",
            f"{english}; there are {', '.join(sorted_names)}",
        )
    return Fault(code="unknown_parameter", field=name[:40], zh=chinese, en=english)


def convert_validation_errors(errors: Iterable[dict[str, Any]]) -> list[Fault]:
    """Pydantic's errors as faults. Each `loc` begins with body, query or path."""
    return [_convert_error(error) for error in errors]


def _convert_error(error: dict[str, Any]) -> Fault:
    location = [str(step) for step in error["loc"]]
    path_steps = (location[2:] if location[0] == "body" else ()) or location[-1:]
    error_type = error["type"]
    template = CHINESE_BY_ERROR_TYPE.get(error_type, "不合规定")
    try:
        chinese = template.format(**error.get("ctx", {}))
    except (KeyError, IndexError):  # a kind of error without the context that was expected
        chinese = "不合规定"
    code = UNKNOWN_FIELD if error_type == "extra_forbidden" else error_type
    return Fault(code=code, field=".".join(path_steps), zh=chinese, en=error["msg"])
