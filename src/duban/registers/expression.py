"""The expression language of `where`, `of`, `when` and checks: parsed, checked and compiled.

    level == '省级' and stage in ('started', 'running') and not missing(total)

Names are the keys of fields (and of the row's fields, in a measure over rows), `stage` and `today`.
A comparison with a missing value is false in either direction; arithmetic with one is missing.
There are no calls but those of FUNCTIONS, no attributes and no loops: an expression cannot reach
anything but its record.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from duban.notices import Notice, NoticeError, make_notice

MAX_LENGTH = 1000


class ExpressionError(NoticeError):
    """An expression that cannot be parsed, or uses a name that does not exist."""


def _make_error(code: str, part: ast.AST | str, /, **parameters: object) -> ExpressionError:
    """The error of a part of an expression, which its sentence quotes as `text`."""
    text = part if isinstance(part, str) else ast.unparse(part)
    return ExpressionError.make(code, text=text, **parameters)


class Context(Protocol):
    """What an expression is evaluated on."""

    def get(self, name: str) -> Any:
        """The value of a field, of `stage` or of `today`."""

    def call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The result of one of FUNCTIONS."""


@dataclass(frozen=True, slots=True)
class ValueKind:
    """The kind of a value: number, text (perhaps limited to `choices`), date, yes or any."""

    name: str
    choices: frozenset[str] = frozenset()


NUMBER, TEXT, DATE, YES, ANY = (ValueKind(n) for n in ("number", "text", "date", "yes", "any"))
KIND_CODES = {"number": "kind_number", "text": "kind_text", "date": "kind_date", "yes": "kind_yes", "any": "kind_any"}

#: Function → (kinds of its arguments, what it gives). `#stage` is the key of a stage in quotes, and
#: so with `#rows`, `#clock`; `#key` is a field of those rows.
FUNCTIONS: Mapping[str, tuple[tuple[str, ...], ValueKind]] = {
    "missing": (("any",), YES),
    "number": (("yes",), NUMBER),
    "year": (("date",), NUMBER),
    "month": (("date",), NUMBER),
    "days": (("date", "date"), NUMBER),
    "after": (("date", "number"), DATE),
    "contains": (("text", "text"), YES),
    "reached": (("#stage",), YES),
    "since": (("#stage",), DATE),
    "rows": (("#rows",), NUMBER),
    "open": (("#rows",), NUMBER),
    "total": (("#rows", "#key"), NUMBER),
    "latest": (("#rows", "#key"), ANY),
    "most": (("#rows", "#key"), NUMBER),
    "least": (("#rows", "#key"), NUMBER),
    "started": (("#clock",), YES),
    "met": (("#clock",), YES),
    "overdue": (("#clock",), YES),
}

#: The same, as a table for the documentation.
FUNCTION_LABELS = {
    "missing": "该项未填",
    "number": "成立为1，否则为0",
    "year": "日期的年份",
    "month": "日期的月份",
    "days": "从前一日期到后一日期的天数",
    "after": "日期之后若干个月的那一天（月份不足的取月末）",
    "contains": "前一文字含有后一文字",
    "reached": "到过该阶段",
    "since": "首次进入该阶段的日期",
    "rows": "明细的行数",
    "open": "明细中未办结的行数",
    "total": "明细某列之和",
    "latest": "明细最后一行的某列",
    "most": "明细某列的最大值",
    "least": "明细某列的最小值",
    "started": "该时限已起算",
    "met": "该时限已按时停止",
    "overdue": "该时限已超期（含超期后才停止）",
}


@dataclass(frozen=True, slots=True)
class ExpressionScope:
    """What an expression may use: names with their kinds, stages, lists of sub-rows, clocks."""

    kinds: Mapping[str, ValueKind]
    stages: frozenset[str] = frozenset()
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clocks: frozenset[str] = frozenset()


Evaluator = Callable[[Context], Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `names` are the fields that it uses, `calls` the functions."""

    text: str
    kind: ValueKind = field(compare=False)
    names: frozenset[str] = field(compare=False)
    evaluate: Evaluator = field(compare=False, repr=False)
    calls: frozenset[str] = field(default=frozenset(), compare=False)

    def is_true(self, context: Context) -> bool:
        """Whether the expression is true in `context`; a missing value is not."""
        return self.evaluate(context) is True

    def __str__(self) -> str:
        return self.text


def parse_expression(text: str, scope: ExpressionScope) -> Expression:
    """Parse and check `text`. Raises ExpressionError with a sentence that says what to correct."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError.make("expression_too_long", length=len(text), most=MAX_LENGTH)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _make_error("expression_invalid", text) from None
    reader = _ExpressionReader(scope)
    try:
        kind, evaluate = reader.read(tree.body)
    except RecursionError:
        raise ExpressionError.make("expression_too_deep") from None
    return Expression(text.strip(), kind, frozenset(reader.used_names), evaluate, frozenset(reader.called_functions))


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class _ExpressionReader:
    def __init__(self, scope: ExpressionScope) -> None:
        self.scope = scope
        self.used_names: set[str] = set()
        self.called_functions: set[str] = set()

    def read(self, node: ast.expr) -> tuple[ValueKind, Evaluator]:
        reader = _READER_BY_NODE.get(type(node))
        if reader is None:
            raise _make_error("expression_form", node)
        return reader(self, node)

    def read_condition(self, node: ast.expr) -> Evaluator:
        return self._read_as(node, "yes")

    def _read_as(self, node: ast.expr, required_kind: str) -> Evaluator:
        kind, evaluate = self.read(node)
        if required_kind != "any" and kind.name not in (required_kind, "any"):
            raise _make_error("expression_kind", node, actual=_name_kind(kind.name), expected=_name_kind(required_kind))
        return evaluate

    def read_constant(self, node: ast.Constant) -> tuple[ValueKind, Evaluator]:
        value = node.value
        if isinstance(value, bool):
            return YES, lambda _context: value
        if isinstance(value, int | float):
            number = Decimal(str(value))
            if not number.is_finite():
                raise _make_error("expression_number_too_large", node)
            return NUMBER, lambda _context: number
        if isinstance(value, str):
            return ValueKind("text", frozenset({value})), lambda _context: value
        raise _make_error("expression_constant", node)

    def name(self, node: ast.Name) -> tuple[ValueKind, Evaluator]:
        name = node.id
        if name not in self.scope.kinds:
            raise _make_error("expression_name", name, choices=tuple(self.scope.kinds))
        self.used_names.add(name)
        return self.scope.kinds[name], lambda context: context.get(name)

    def read_logic(self, node: ast.BoolOp) -> tuple[ValueKind, Evaluator]:
        conditions = [self.read_condition(operand) for operand in node.values]
        if isinstance(node.op, ast.And):
            return YES, lambda context: all(condition(context) is True for condition in conditions)
        return YES, lambda context: any(condition(context) is True for condition in conditions)

    def read_unary(self, node: ast.UnaryOp) -> tuple[ValueKind, Evaluator]:
        if isinstance(node.op, ast.Not):
            evaluate = self.read_condition(node.operand)
            return YES, lambda context: evaluate(context) is not True
        if isinstance(node.op, ast.USub):
            evaluate = self._read_as(node.operand, "number")
            return NUMBER, lambda context: None if (value := evaluate(context)) is None else -value
        raise _make_error("expression_form", node)

    def read_comparison(self, node: ast.Compare) -> tuple[ValueKind, Evaluator]:
        if len(node.ops) > 1:
            raise _make_error("expression_chain", node)
        first_kind, evaluate_first = self.read(node.left)
        second_node, operator_node = node.comparators[0], node.ops[0]
        if isinstance(operator_node, ast.In | ast.NotIn):
            return YES, self._read_membership(
                first_kind, evaluate_first, second_node, isinstance(operator_node, ast.In)
            )
        second_kind, evaluate_second = self.read(second_node)
        _check_comparable(first_kind, second_kind, node)
        comparison = _COMPARISONS.get(type(operator_node))
        if comparison is None:
            raise _make_error("expression_comparison", node)
        return YES, _build_comparison(comparison, evaluate_first, evaluate_second)

    def _read_membership(
        self, first_kind: ValueKind, evaluate_first: Evaluator, node: ast.expr, is_inside: bool
    ) -> Evaluator:
        if not isinstance(node, ast.Tuple | ast.List) or not node.elts:
            raise ExpressionError.make("expression_in")
        values = []
        for element in node.elts:
            if not isinstance(element, ast.Constant):
                raise _make_error("expression_in_value", element)
            element_kind, evaluate_element = self.read_constant(element)
            _check_comparable(first_kind, element_kind, element)
            values.append(evaluate_element(None))  # type: ignore[arg-type] # a constant looks at nothing
        allowed_values = frozenset(values)

        def evaluate(context: Context) -> bool:
            value = evaluate_first(context)
            return value is not None and (value in allowed_values) is is_inside

        return evaluate

    def read_arithmetic(self, node: ast.BinOp) -> tuple[ValueKind, Evaluator]:
        operation = _ARITHMETIC.get(type(node.op))
        if operation is None:
            raise _make_error("expression_arithmetic", node)
        evaluate_first, evaluate_second = (self._read_as(node.left, "number"), self._read_as(node.right, "number"))

        def evaluate(context: Context) -> Any:
            first_value, second_value = evaluate_first(context), evaluate_second(context)
            if first_value is None or second_value is None or (operation is operator.truediv and second_value == 0):
                return None
            return operation(Decimal(first_value), Decimal(second_value))

        return NUMBER, evaluate

    def read_call(self, node: ast.Call) -> tuple[ValueKind, Evaluator]:
        function_name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if function_name not in FUNCTIONS or node.keywords:
            raise _make_error("expression_function", function_name, choices=tuple(FUNCTIONS))
        self.called_functions.add(function_name)
        argument_kinds, result_kind = FUNCTIONS[function_name]
        if len(argument_kinds) != len(node.args):
            expected, actual = len(argument_kinds), len(node.args)
            raise _make_error("expression_arguments", function_name, expected=expected, actual=actual)
        evaluators: list[Evaluator] = []
        keys: list[str] = []
        for kind, argument_node in zip(argument_kinds, node.args, strict=True):
            if kind.startswith("#"):
                keys.append(self._read_key(kind, argument_node, keys))
            else:
                evaluators.append(self._read_as(argument_node, kind))
        fixed_keys = tuple(keys)
        return result_kind, lambda context: context.call(
            function_name, (*fixed_keys, *(evaluate(context) for evaluate in evaluators))
        )

    def _read_key(self, key_kind: str, node: ast.expr, earlier_keys: list[str]) -> str:
        keys_by_kind: Mapping[str, frozenset[str]] = {
            "#stage": self.scope.stages,
            "#rows": frozenset(self.scope.rows),
            "#clock": self.scope.clocks,
            "#key": self.scope.rows.get(earlier_keys[0], frozenset()) if earlier_keys else frozenset(),
        }
        key = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(key, str) or key not in keys_by_kind[key_kind]:
            choices = tuple(sorted(keys_by_kind[key_kind])) or make_notice("nothing")
            raise _make_error("expression_key", node, choices=choices)
        return key


def _name_kind(kind: str) -> Notice:
    return make_notice(KIND_CODES[kind])


def _check_comparable(first_kind: ValueKind, second_kind: ValueKind, node: ast.AST) -> None:
    """Refuse to compare different kinds, or a choice field with a text that is no choice of it."""
    if "any" not in (first_kind.name, second_kind.name) and first_kind.name != second_kind.name:
        names = {"first": _name_kind(first_kind.name), "second": _name_kind(second_kind.name)}
        raise _make_error("expression_kinds_differ", node, **names)
    choice_kind, literal_kind = (first_kind, second_kind) if len(first_kind.choices) > 1 else (second_kind, first_kind)
    unknown = literal_kind.choices - choice_kind.choices
    if len(choice_kind.choices) > 1 and len(literal_kind.choices) == 1 and unknown:
        raise _make_error("expression_choice", next(iter(unknown)), choices=tuple(sorted(choice_kind.choices)))


def _build_comparison(
    compare: Callable[[Any, Any], bool], evaluate_first: Evaluator, evaluate_second: Evaluator
) -> Evaluator:
    def evaluate(context: Context) -> bool:
        first_value, second_value = evaluate_first(context), evaluate_second(context)
        return first_value is not None and second_value is not None and compare(first_value, second_value)

    return evaluate


_READER_BY_NODE: dict[type[ast.expr], Callable[[_ExpressionReader, Any], tuple[ValueKind, Evaluator]]] = {
    ast.Constant: _ExpressionReader.read_constant,
    ast.Name: _ExpressionReader.name,
    ast.BoolOp: _ExpressionReader.read_logic,
    ast.UnaryOp: _ExpressionReader.read_unary,
    ast.Compare: _ExpressionReader.read_comparison,
    ast.BinOp: _ExpressionReader.read_arithmetic,
    ast.Call: _ExpressionReader.read_call,
}
