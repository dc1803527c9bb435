"""Invented facts of bodies for a year, the same for one seed."""

from __future__ import annotations

import random
from decimal import Decimal

from duban.appraisal import Event, Facts, Order, Report, TaskMonth

MONTHS = (3, 6, 9, 12)
LEVELS = ("一般", "较难", "很难")
STATUSES = ("completed", "on_schedule", "near", "behind", "overdue", "no_data")
KINDS = ("praised", "commended", "criticised", "absent")


def facts(bodies: int, seed: int = 1) -> Facts:
    """Tasks, reports, orders and events of so many bodies."""
    rng = random.Random(seed)  # noqa: S311
    tasks, reports, orders, events = [], [], [], []
    for n in range(1, bodies + 1):
        body = f"单位{n:02d}"
        for t in range(rng.randint(1, 6)):
            tasks += _task(rng, body, f"{n}.{t}")
        for month in range(1, 13):
            state = rng.choices(("on_time", "late", "missing"), (8, 1, 1))[0]
            reports.append(
                Report(f"R{n}-{month}", body, month, state, rng.choice((0, 0, 0, 1, 2)),
                       rng.random() < 0.1, rng.random() < 0.1)
            )  # fmt: skip
        orders += [Order(f"O{n}-{i}", body, rng.choice("蓝橙红"), rng.random() < 0.3) for i in range(rng.randint(0, 3))]
        events += [Event(f"E{n}-{i}", body, rng.choice(KINDS), f"文件{i}") for i in range(rng.randint(0, 5))]
    return Facts(tuple(tasks), tuple(reports), tuple(orders), tuple(events), MONTHS)


def _task(rng: random.Random, body: str, origin: str) -> list[TaskMonth]:
    weight, level = Decimal(rng.randint(1, 9)), rng.choice(LEVELS)
    target = Decimal(rng.randint(10, 400)) if rng.random() < 0.6 else None
    found = []
    for month in MONTHS:
        due = None if target is None else target * month / 12
        done = None if due is None else Decimal(rng.randint(0, 130)) * due / 100
        found.append(
            TaskMonth(
                f"T{origin}-{month}",
                body,
                origin,
                month,
                rng.choice(STATUSES),
                weight,
                level,
                done=done,
                due=due,
                target=target,
            )
        )
    return found
