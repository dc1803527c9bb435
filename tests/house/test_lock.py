"""The locks hold what pyproject.toml asks for, every file by its hash, and name no index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"requirements.lock": "site", "requirements-dev.lock": "dev"}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def asked_for(extra: str) -> list[Requirement]:
    """What the project and an extra of it ask for, through the extras that they name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found, waiting, seen = [], list(project["dependencies"]), set()
    extras = [extra]
    while extras or waiting:
        if not waiting:
            name = extras.pop()
            if name not in seen:
                seen.add(name)
                waiting = list(project["optional-dependencies"][name])
            continue
        one = Requirement(waiting.pop())
        if one.name == "duban":
            extras += one.extras
        else:
            found.append(one)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_asked_for(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(text)}
    said = "run make lock"
    for one in asked_for(LOCKS[lock]):
        version = pinned.get(canonicalize_name(one.name))
        assert version is not None, f"{one.name}: {said}"
        assert one.specifier.contains(version, prereleases=True), f"{one}: {said}"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
