"""古树名木: a register that an office invents, and a tree to begin with."""

from __future__ import annotations

from pathlib import Path

TREES = (Path(__file__).parent / "old_trees.toml").read_text(encoding="utf-8")
OLD = {"name": "大樟树", "species": "古樟", "age": 300, "county": "云岭县", "keeper_body": "市水务局"}
