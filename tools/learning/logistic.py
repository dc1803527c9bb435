"""Multinomial logistic regression by gradient descent, with the standard library only.

Made for tables of some hundred examples and some dozen named features, whose weights people read.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TypeVar

C = TypeVar("C", bound=Hashable)
Features = dict[str, float]
Weights = dict[str, list[float]]
"""By feature: a weight for each of the classes, in their order."""


def fit(
    data: Sequence[tuple[Features, C]],
    classes: Sequence[C],
    *,
    steps: int = 250,
    rate: float = 0.8,
    decay: float = 0.003,
) -> Weights:
    """The weights that make the classes of the examples likely; `decay` keeps them small."""
    names = sorted({n for values, _ in data for n in values})
    weights: Weights = {n: [0.0] * len(classes) for n in names}
    for _ in range(steps):
        slope: Weights = {n: [0.0] * len(classes) for n in names}
        for values, right in data:
            for at, share in enumerate(likely(weights, values)):
                wrong = share - (classes[at] == right)
                for name, value in values.items():
                    if value:
                        slope[name][at] += wrong * value
        for name in names:
            for at in range(len(classes)):
                step = slope[name][at] / len(data) + decay * weights[name][at]
                weights[name][at] -= rate * step
    return weights


def likely(weights: Weights, values: Features) -> list[float]:
    """How likely each class is."""
    size = len(next(iter(weights.values())))
    sums = [sum(v * weights[n][at] for n, v in values.items() if v and n in weights) for at in range(size)]
    powers = [math.exp(s - max(sums)) for s in sums]
    return [p / sum(powers) for p in powers]


def tell(weights: Weights, values: Features, classes: Sequence[C]) -> C:
    """The likeliest class."""
    found = likely(weights, values)
    return classes[found.index(max(found))]


def write(path: Path, said: str, heads: Sequence[str], columns: Sequence[Weights]) -> None:
    """Write tables of weights side by side, one line a feature, under what is `said` of them."""
    lines = [f"# {said}", "\t".join(("feature", *heads))]
    for name in sorted({n for weights in columns for n in weights}):
        values = [w for ws in columns for w in ws.get(name, [0.0] * len(next(iter(ws.values()))))]
        lines.append("\t".join((name, *(f"{v:.2f}" for v in values))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
