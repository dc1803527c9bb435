"""A province, 3 cities and 9 counties with a database each, and only files between them."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duban.chain import (
    ChainError,
    HandedTarget,
    Ledger,
    LedgerError,
    Package,
    PackageKind,
    ReportedFigure,
    TargetAnswer,
    encode_public_key,
    open_package,
    receive_package,
    sign_package,
    sum_target_parts,
)
from duban.cli import main
from duban.commitments import ClaimKind, Comparator

D, DAY = Decimal, dt.date(2031, 4, 20)
PROVINCE = "云省"
CITIES = ("甲市", "乙市", "丙市")
COUNTIES = {city: tuple(f"{city}{n}县" for n in (1, 2, 3)) for city in CITIES}
OFFICES = (PROVINCE, *CITIES, *(c for own in COUNTIES.values() for c in own))
SECRETS = {name: Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
           for n, name in enumerate(OFFICES, 1)}  # fmt: skip
KEYS = {name: encode_public_key(key) for name, key in SECRETS.items()}


class Office:
    """One office: a database of the files that it took, from which its ledger is folded."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.path = name, folder / f"{name}.sqlite3"
        with sqlite3.connect(self.path) as db:
            db.execute("CREATE TABLE IF NOT EXISTS took(sender, serial, data, PRIMARY KEY (sender, serial))")

    def take(self, data: bytes, *, die: bool = False) -> None:
        """Check, take over and keep in one transaction; `die` stops the process before its end."""
        package = open_package(data, KEYS, self.name)
        receive_package(self.ledger(), package)
        with sqlite3.connect(self.path) as db:
            db.execute("INSERT OR IGNORE INTO took VALUES (?, ?, ?)", (package.sender, package.serial, data))
            if die:
                os._exit(9)

    def ledger(self) -> Ledger:
        """As folded from everything that was kept."""
        found = Ledger(self.name)
        with sqlite3.connect(self.path) as db:
            rows = db.execute("SELECT data FROM took ORDER BY sender, serial").fetchall()
        for (data,) in rows:
            found = receive_package(found, open_package(data, KEYS, self.name))
        return found


def _file(kind: PackageKind, sender: str, receiver: str, serial: int, *items) -> bytes:
    return sign_package(Package(kind, sender, receiver, serial, DAY, items), SECRETS[sender])


def _target(id_: str, parent: str, area: str, value: str, **more) -> HandedTarget:
    own = {"kind": ClaimKind.VOLUME, "comparator": Comparator.GE, "unit": "人", **more}
    own |= {"value": D(value), "year": 2031, "paper": "云政办〔2031〕9号"}
    return HandedTarget(id_, parent, area, "城镇新增就业", **own)


WHOLE = _target("p", "", PROVINCE, "900")


def _city(n: int) -> HandedTarget:
    return _target(f"p.{n}", "p", CITIES[n], "310")


def _county(n: int, k: int) -> HandedTarget:
    return _target(f"p.{n}.{k}", f"p.{n}", COUNTIES[CITIES[n]][k], "100")


@pytest.fixture
def offices(tmp_path: Path) -> dict[str, Office]:
    return {name: Office(tmp_path, name) for name in OFFICES}


def test_a_target_goes_down_is_disputed_and_comes_back_summed(offices, tmp_path: Path) -> None:
    assert len(offices) == 13
    for n, city in enumerate(CITIES):
        offices[city].take(_file(PackageKind.HANDED, PROVINCE, city, 1, _city(n)))
        for k, county in enumerate(COUNTIES[city]):
            data = _file(PackageKind.HANDED, city, county, 1, _county(n, k))
            if (n, k) == (1, 1):
                _killed(tmp_path, county, data)
                assert not offices[county].ledger().targets
            offices[county].take(data)
            offices[county].take(data)  # it comes twice, and counts once
    dispute = TargetAnswer("p.0.2", 1, accepted=False, reason="去年一次性项目已完工", proposed=D(80))
    first = COUNTIES[CITIES[0]][2]
    offices[CITIES[0]].take(_file(PackageKind.ANSWER, first, CITIES[0], 1, dispute))
    assert offices[CITIES[0]].ledger().list_disputes() == [dispute]
    lowered = replace(_county(0, 2), value=D(80), version=2)
    offices[first].take(_file(PackageKind.HANDED, CITIES[0], first, 2, lowered))
    assert [t.value for t in offices[first].ledger().history["p.0.2"]] == [100, 80]
    _report_up(offices)
    whole = sum_target_parts(WHOLE, [_city(n) for n in range(3)], offices[PROVINCE].ledger().reports)
    assert (whole.handed_down, whole.gap, whole.missing) == (930, 0, ())
    assert whole.reached == sum(10 * (3 * n + k + 1) for n in range(3) for k in range(3))
    assert all(len(office.ledger().targets) == 1 for name, office in offices.items()
               if name != PROVINCE)  # fmt: skip


def _report_up(offices: dict[str, Office]) -> None:
    """Each county reports to its city, and each city what its own counties come to."""
    for n, city in enumerate(CITIES):
        parts = []
        for k, county in enumerate(COUNTIES[city]):
            own = ReportedFigure(f"p.{n}.{k}", D(10 * (3 * n + k + 1)), DAY, "月报")
            serial = 2 if (n, k) == (0, 2) else 1
            data = _file(PackageKind.REPORT, county, city, serial, own)
            offices[city].take(data)
            offices[city].take(data)
            parts.append(_county(n, k))
        got = sum_target_parts(_city(n), parts, offices[city].ledger().reports)
        assert got.reached is not None
        up = ReportedFigure(f"p.{n}", got.reached, DAY, "各县合计")
        offices[PROVINCE].take(_file(PackageKind.REPORT, city, PROVINCE, 1, up))


def _killed(folder: Path, county: str, data: bytes) -> None:
    """Take the file in a process that dies in the middle of its transaction."""
    path = folder / "handed.json"
    path.write_bytes(data)
    code = (
        "import pathlib, sys; sys.path[:0] = [sys.argv[1]]; import test_chain as t; "
        "t.Office(pathlib.Path(sys.argv[2]), sys.argv[3])"
        ".take(pathlib.Path(sys.argv[4]).read_bytes(), die=True)"
    )
    words = [sys.executable, "-c", code, str(Path(__file__).parent), str(folder), county, str(path)]
    assert subprocess.run(words, check=False).returncode == 9


def test_parts_that_leave_a_gap_or_are_not_reported_are_named() -> None:
    parts = [_target("a", "p", "甲市", "300"), _target("b", "p", "乙市", "400")]
    parts.append(_target("a.1", "a", "甲市1县", "300"))  # handed on: no part of the whole itself
    found = sum_target_parts(WHOLE, parts, {"a": ReportedFigure("a", D(120), DAY)})
    assert (found.handed_down, found.gap, found.reached, found.missing) == (700, 200, 120, ("乙市",))


@pytest.mark.parametrize("more", [{"kind": ClaimKind.GROWTH, "unit": "%"}, {"comparator": Comparator.LE}])
def test_rates_and_ceilings_are_listed_and_never_summed(more) -> None:
    whole = _target("p", "", PROVINCE, "5", **more)
    found = sum_target_parts(whole, [_target("a", "p", "甲市", "6", **more)], {})
    assert (found.is_summed, found.handed_down, found.reached) == (False, None, None)
    assert found.parts == (("甲市", D(6), None),)


def test_amounts_in_other_units_are_converted() -> None:
    whole = _target("p", "", PROVINCE, "2", unit="万人")
    parts = [_target("a", "p", "甲市", "15000")]
    assert sum_target_parts(whole, parts, {"a": ReportedFigure("a", D(9000), DAY)}).gap == D("0.5")


FILE = _file(PackageKind.HANDED, PROVINCE, "甲市", 1, _city(0))


@pytest.mark.parametrize(
    ("data", "receiver", "said"),
    [
        (FILE.replace(b"310", b"110"), "甲市", "签名"),
        (FILE[:-40], "甲市", "损坏"),
        (b"[" * 100_000, "甲市", "损坏"),
        (FILE, "乙市", "不是给“乙市”的"),
        (_file(PackageKind.HANDED, PROVINCE, "甲市", 1), "甲市", ""),
    ],
)
def test_a_file_that_was_changed_or_is_for_somebody_else_is_refused(data, receiver, said) -> None:
    if not said:
        assert open_package(data, KEYS, receiver).items == ()
        return
    with pytest.raises(ChainError, match=said):
        open_package(data, KEYS, receiver)
    with pytest.raises(ChainError, match=r"公钥|损坏"):
        open_package(data, {}, receiver)


def test_a_missing_file_is_noticed_and_an_older_version_changes_nothing() -> None:
    ledger = Ledger("甲市")
    third = Package(PackageKind.HANDED, PROVINCE, "甲市", 3, DAY, (_city(0),))
    with pytest.raises(LedgerError, match="缺少“云省”的第1至2号文件"):
        receive_package(ledger, third)
    newer = receive_package(ledger, replace(third, serial=1, items=(replace(_city(0), version=2),)))
    assert receive_package(newer, replace(third, serial=2)).targets["p.0"].version == 2


def test_the_command_hands_down_and_takes_over(tmp_path: Path) -> None:
    run = CliRunner().invoke
    key, targets, file = (tmp_path / n for n in ("key", "targets.jsonl", "handed.json"))
    public = run(main, ["chain", "key", str(key)]).output.strip()
    targets.write_text(json.dumps(_city(0).to_json(), ensure_ascii=False), "utf-8")
    words = ["--sender", PROVINCE, "--receiver", "甲市", "--serial", "1", "--made-on", "2031-04-20"]
    signed = run(main, ["chain", "sign", str(targets), "--key", str(key), *words, "-o", str(file)])
    assert signed.exit_code == 0, signed.output
    keys = tmp_path / "keys.toml"
    keys.write_text(f'"{PROVINCE}" = "{public}"\n', "utf-8")
    taken_over = run(main, ["chain", "take", str(file), "--keys", str(keys), "--receiver", "甲市"])
    assert json.loads(taken_over.output)["id"] == "p.0"
    keys.write_text(f'"{PROVINCE}" = "{KEYS["乙市"]}"\n', "utf-8")
    refused = run(main, ["chain", "take", str(file), "--keys", str(keys), "--receiver", "甲市"])
    assert refused.exit_code != 0
    assert "签名" in refused.output
