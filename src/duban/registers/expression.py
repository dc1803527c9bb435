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

LONGEST = 1000


class ExpressionError(ValueError):
    """An expression that cannot be parsed, or uses a name that does not exist."""


class Context(Protocol):
    """What an expression is evaluated on."""

    def get(self, name: str) -> Any:
        """The value of a field, of `stage` or of `today`."""

    def call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The result of one of FUNCTIONS."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value: number, text (perhaps limited to `choices`), date, yes or any."""

    name: str
    choices: frozenset[str] = frozenset()


NUMBER, TEXT, DATE, YES, ANY = (Kind(n) for n in ("number", "text", "date", "yes", "any"))
KIND_LABELS = {"number": "数", "text": "文字", "date": "日期", "yes": "是否", "any": "任意"}

#: Function → (kinds of its arguments, what it gives). `#stage` is the key of a stage in quotes, and
#: so with `#rows`, `#clock`; `#key` is a field of those rows.
FUNCTIONS: Mapping[str, tuple[tuple[str, ...], Kind]] = {
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
class Names:
    """What an expression may use: names with their kinds, stages, lists of sub-rows, clocks."""

    kinds: Mapping[str, Kind]
    stages: frozenset[str] = frozenset()
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clocks: frozenset[str] = frozenset()


Run = Callable[[Context], Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `names` are the fields that it uses, `calls` the functions."""

    text: str
    kind: Kind = field(compare=False)
    names: frozenset[str] = field(compare=False)
    run: Run = field(compare=False, repr=False)
    calls: frozenset[str] = field(default=frozenset(), compare=False)

    def holds(self, context: Context) -> bool:
        """Whether the expression is true in `context`; a missing value is not."""
        return self.run(context) is True

    def __str__(self) -> str:
        return self.text


def parse(text: str, names: Names) -> Expression:
    """Parse and check `text`. Raises ExpressionError with a sentence that says what to correct."""
    if len(text) > LONGEST:
        raise ExpressionError(f"表达式有{len(text)}字符，最多{LONGEST}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"“{text}”不是一个表达式；比较用 ==，文字用引号括起") from None
    reader = _Reader(names)
    try:
        kind, run = reader.read(tree.body)
    except RecursionError:
        raise ExpressionError("表达式套得太深；拆成几个条件") from None
    return Expression(text.strip(), kind, frozenset(reader.used), run, frozenset(reader.called))


_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
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


class _Reader:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.used: set[str] = set()
        self.called: set[str] = set()

    def read(self, node: ast.expr) -> tuple[Kind, Run]:
        reader = _NODES.get(type(node))
        if reader is None:
            raise ExpressionError(f"“{ast.unparse(node)}”不是表达式可用的写法")
        return reader(self, node)

    def yes(self, node: ast.expr) -> Run:
        return self._of(node, "yes")

    def _of(self, node: ast.expr, wanted: str) -> Run:
        kind, run = self.read(node)
        if wanted != "any" and kind.name not in (wanted, "any"):
            said, should = KIND_LABELS[kind.name], KIND_LABELS[wanted]
            raise ExpressionError(f"“{ast.unparse(node)}”是{said}，这里应是{should}")
        return run

    def constant(self, node: ast.Constant) -> tuple[Kind, Run]:
        value = node.value
        if isinstance(value, bool):
            return YES, lambda _c: value
        if isinstance(value, int | float):
            number = Decimal(str(value))
            if not number.is_finite():
                raise ExpressionError(f"“{ast.unparse(node)}”太大")
            return NUMBER, lambda _c: number
        if isinstance(value, str):
            return Kind("text", frozenset({value})), lambda _c: value
        raise ExpressionError(f"“{ast.unparse(node)}”不能用在表达式里")

    def name(self, node: ast.Name) -> tuple[Kind, Run]:
        key = node.id
        if key not in self.names.kinds:
            raise ExpressionError(f"没有名为“{key}”的字段；可用：{'、'.join(self.names.kinds)}")
        self.used.add(key)
        return self.names.kinds[key], lambda c: c.get(key)

    def logic(self, node: ast.BoolOp) -> tuple[Kind, Run]:
        parts = [self.yes(value) for value in node.values]
        if isinstance(node.op, ast.And):
            return YES, lambda c: all(part(c) is True for part in parts)
        return YES, lambda c: any(part(c) is True for part in parts)

    def unary(self, node: ast.UnaryOp) -> tuple[Kind, Run]:
        if isinstance(node.op, ast.Not):
            run = self.yes(node.operand)
            return YES, lambda c: run(c) is not True
        if isinstance(node.op, ast.USub):
            run = self._of(node.operand, "number")
            return NUMBER, lambda c: None if (x := run(c)) is None else -x
        raise ExpressionError(f"“{ast.unparse(node)}”不是表达式可用的写法")

    def compare(self, node: ast.Compare) -> tuple[Kind, Run]:
        if len(node.ops) > 1:
            raise ExpressionError(f"“{ast.unparse(node)}”：一次只比较一处，用 and 连接")
        left_kind, left = self.read(node.left)
        other, op = node.comparators[0], node.ops[0]
        if isinstance(op, ast.In | ast.NotIn):
            return YES, self._within(left_kind, left, other, isinstance(op, ast.In))
        right_kind, right = self.read(other)
        _alike(left_kind, right_kind, node)
        compare = _COMPARE.get(type(op))
        if compare is None:
            raise ExpressionError(f"“{ast.unparse(node)}”不是表达式可用的比较")
        return YES, _comparing(compare, left, right)

    def _within(self, kind: Kind, left: Run, node: ast.expr, inside: bool) -> Run:
        if not isinstance(node, ast.Tuple | ast.List) or not node.elts:
            raise ExpressionError("in 之后应是括号里的几个值，如 ('省级', '市级')")
        values = []
        for part in node.elts:
            if not isinstance(part, ast.Constant):
                raise ExpressionError(f"in 的括号里只能是值，不能是“{ast.unparse(part)}”")
            one_kind, run = self.constant(part)
            _alike(kind, one_kind, part)
            values.append(run(None))  # type: ignore[arg-type] # a constant looks at nothing
        known = frozenset(values)

        def within(context: Context) -> bool:
            value = left(context)
            return value is not None and (value in known) is inside

        return within

    def arithmetic(self, node: ast.BinOp) -> tuple[Kind, Run]:
        work = _ARITHMETIC.get(type(node.op))
        if work is None:
            raise ExpressionError(f"“{ast.unparse(node)}”：只有加减乘除")
        left, right = self._of(node.left, "number"), self._of(node.right, "number")

        def run(context: Context) -> Any:
            one, two = left(context), right(context)
            if one is None or two is None or (work is operator.truediv and two == 0):
                return None
            return work(Decimal(one), Decimal(two))

        return NUMBER, run

    def call(self, node: ast.Call) -> tuple[Kind, Run]:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in FUNCTIONS or node.keywords:
            raise ExpressionError(f"没有“{name}”这个函数；可用：{'、'.join(FUNCTIONS)}")
        self.called.add(name)
        kinds, gives = FUNCTIONS[name]
        if len(kinds) != len(node.args):
            raise ExpressionError(f"{name}要有{len(kinds)}项，写了{len(node.args)}项")
        runs: list[Run] = []
        said: list[str] = []
        for kind, part in zip(kinds, node.args, strict=True):
            if kind.startswith("#"):
                said.append(self._key(kind, part, said))
            else:
                runs.append(self._of(part, kind))
        fixed = tuple(said)
        return gives, lambda c: c.call(name, (*fixed, *(run(c) for run in runs)))

    def _key(self, kind: str, node: ast.expr, before: list[str]) -> str:
        known: Mapping[str, frozenset[str]] = {
            "#stage": self.names.stages,
            "#rows": frozenset(self.names.rows),
            "#clock": self.names.clocks,
            "#key": self.names.rows.get(before[0], frozenset()) if before else frozenset(),
        }
        key = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(key, str) or key not in known[kind]:
            listed = "、".join(sorted(known[kind])) or "（无）"
            raise ExpressionError(f"“{ast.unparse(node)}”应是带引号的键，可用：{listed}")
        return key


def _alike(left: Kind, right: Kind, node: ast.AST) -> None:
    """Refuse to compare different kinds, or a choice field with a text that is no choice of it."""
    if "any" not in (left.name, right.name) and left.name != right.name:
        one, two = KIND_LABELS[left.name], KIND_LABELS[right.name]
        raise ExpressionError(f"“{ast.unparse(node)}”拿{one}与{two}相比")
    few, others = (left, right) if len(left.choices) > 1 else (right, left)
    unknown = others.choices - few.choices
    if len(few.choices) > 1 and len(others.choices) == 1 and unknown:
        listed = "、".join(sorted(few.choices))
        raise ExpressionError(f"“{next(iter(unknown))}”不在可选的值中：{listed}")


def _comparing(compare: Callable[[Any, Any], bool], left: Run, right: Run) -> Run:
    def run(context: Context) -> bool:
        one, two = left(context), right(context)
        return one is not None and two is not None and compare(one, two)

    return run


_NODES: dict[type[ast.expr], Callable[[_Reader, Any], tuple[Kind, Run]]] = {
    ast.Constant: _Reader.constant,
    ast.Name: _Reader.name,
    ast.BoolOp: _Reader.logic,
    ast.UnaryOp: _Reader.unary,
    ast.Compare: _Reader.compare,
    ast.BinOp: _Reader.arithmetic,
    ast.Call: _Reader.call,
}
