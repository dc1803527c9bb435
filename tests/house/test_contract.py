"""Every package of the service stands in the import contract, so that none escapes it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_of_the_service_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = contracts["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["name"].startswith("In the service"))["layers"]
    parts = (part.strip() for line in layers for part in line.split("|"))
    named = {part.removeprefix("duban_site.") for part in parts}
    packages = {path.parent.name for path in (ROOT / "src/duban_site").glob("*/__init__.py")}
    assert packages - named == set()
