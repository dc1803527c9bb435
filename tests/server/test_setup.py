"""An empty machine becomes one that serves: settings, database, first administrator."""

from __future__ import annotations

import re
import sqlite3
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine import HOST, Machine, Served

TLS = {"Host": HOST, "X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9"}
GOOD = "Qinglan-2031-x"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def accounts(machine: Machine) -> list[tuple[str, int]]:
    with sqlite3.connect(machine.folder / "duban-data" / "duban.sqlite3") as database:
        return database.execute("SELECT username, must_change_password FROM people_person").fetchall()


@pytest.fixture
def served(machine: Machine) -> Iterator[Served]:
    machine.run("setup", "--city", "青澜市", "--host", HOST, "--admin", "gong")
    running = machine.serve()
    yield running
    running.stop()


def test_setup_then_serve(served: Served, machine: Machine) -> None:
    status, page = served.answer("/login/", **TLS)
    assert status == 200
    assert 'name="password"' in page
    assert served.answer("/login/", Host=HOST)[0] == 301, "browsers are sent to https"
    assert served.answer("/login/", Host="elsewhere.example")[0] == 400
    assert served.answer("/health/") == (200, '{"status": "ok"}')
    only_for_this_account(machine)


def only_for_this_account(machine: Machine) -> None:
    settings, data = machine.folder / "duban.toml", machine.folder / "duban-data"
    assert mode(settings) == 0o600
    assert mode(data) == 0o700
    files = [path for path in data.iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"duban.sqlite3"}
    assert {path.name: mode(path) for path in files} == {path.name: 0o600 for path in files}
    assert accounts(machine) == [("gong", 1)]


def test_the_three_administrators_are_opened_in_one_go_or_none(machine: Machine) -> None:
    words = ("setup", "--host", HOST, "--admin", "gong")
    same = machine.run(*words, "--security", "an", "--auditor", "AN", code=2)
    assert "三员须是不同的账号" in same
    assert not (machine.folder / "duban.toml").exists()
    machine.copy_empty_database()
    said = machine.run(*words, "--security", "an", "--security-name", "安安", "--auditor", "shen")
    found = re.findall(r"(\S+)账号 (\w+) 已开通。\n初始密码 (\S+)", said)
    assert [one[:2] for one in found] == [("管理员", "gong"), ("安全管理员", "an"), ("审计员", "shen")]
    assert len({password for *_who, password in found}) == 3
    assert accounts(machine) == [("gong", 1), ("an", 1), ("shen", 1)]


def test_each_installation_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in "ab":
        one = Machine(tmp_path / name)
        one.run("setup", "--settings-only", "--host", HOST)
        table = tomllib.loads((one.folder / "duban.toml").read_text())
        keys.add(table["DUBAN_SECRET_KEY"])
        assert not (one.folder / "duban-data").exists()
    assert len(keys) == 2


def test_questions_are_asked_at_a_terminal(machine: Machine) -> None:
    machine.copy_empty_database()
    answers = ["青澜市", f"{HOST}, duban", "", "", "gong", "龚一", GOOD, GOOD]
    said = machine.type("setup", answers=answers)
    assert GOOD not in said, "a password is not shown while it is typed"
    table = tomllib.loads((machine.folder / "duban.toml").read_text())
    assert table["DUBAN_HOSTS"] == f"{HOST},duban"
    assert table["DUBAN_CITY"] == "青澜市"
    assert accounts(machine) == [("gong", 0)]


def test_a_weak_password_writes_nothing_and_may_be_tried_again(machine: Machine) -> None:
    weak = machine.folder / "password"
    weak.write_text("12345\n")
    words = ("setup", "--host", HOST, "--password-file", str(weak))
    assert "密码" in machine.run(*words, code=2)
    assert sorted(path.name for path in machine.folder.iterdir()) == ["password"]
    weak.write_text(GOOD + "\n")
    machine.copy_empty_database()
    assert GOOD not in machine.run(*words)
    assert accounts(machine) == [("admin", 0)]


def test_a_setup_that_broke_off_goes_on_and_one_that_is_done_is_left(machine: Machine) -> None:
    machine.run("setup", "--settings-only", "--host", HOST)
    before = (machine.folder / "duban.toml").read_text()
    machine.copy_empty_database()
    assert "沿用已有的设置文件" in machine.run("setup", "--admin", "gong")
    assert (machine.folder / "duban.toml").read_text() == before
    assert "已有账号" in machine.run("setup", "--admin", "other", code=2)
    assert accounts(machine) == [("gong", 1)]


def test_open_account_asks_for_a_password_or_makes_one(machine: Machine) -> None:
    machine.copy_empty_database()
    machine.run("setup", "--host", HOST)
    opened = ("site", "open_account", "--role", "officer", "--name", "申慎")
    assert "初始密码" in machine.run(*opened, "shen")
    assert "初始密码" not in machine.type(*opened, "sheng", answers=[GOOD, GOOD])
    assert "不同" in machine.type(*opened, "shend", answers=[GOOD, "other"], code=1)
    assert "已存在" in machine.run(*opened, "shen", code=1)
    found = {("admin", 1), ("shen", 1), ("sheng", 0)}
    assert set(accounts(machine)) == found


WRONG = {
    "no settings": ({}, "duban setup"),
    "a weak key": ({"DUBAN_SECRET_KEY": "x", "DUBAN_HOSTS": HOST}, "太弱"),
    "a long weak key": ({"DUBAN_SECRET_KEY": "x" * 80, "DUBAN_HOSTS": HOST}, "太弱"),
    "no hosts": ({"DUBAN_SECRET_KEY": "abcdefghij" * 8}, "DUBAN_HOSTS"),
    "no such file": ({"DUBAN_CONFIG": "/nowhere/duban.toml"}, "/nowhere/duban.toml"),
    "nobody listens": (
        {
            "DUBAN_SECRET_KEY": "abcdefghij" * 8,
            "DUBAN_HOSTS": HOST,
            "DATABASE_URL": "postgres://duban@127.0.0.1:1/duban",
        },
        "DATABASE_URL",
    ),
    "no folder": (
        {"DUBAN_SECRET_KEY": "abcdefghij" * 8, "DUBAN_HOSTS": HOST, "DATABASE_URL": "sqlite:////nowhere/duban.sqlite3"},
        "/nowhere/duban.sqlite3",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_start_is_told_in_a_line_or_two(name: str, machine: Machine) -> None:
    machine.settings, words = WRONG[name]
    said = machine.run("serve", "--port", str(machine.port), code=2)
    assert words in said
    assert "Traceback" not in said


FILES = {
    "not TOML": ("DUBAN_HOSTS = duban.example\n", "line 1"),
    "another's name": ('PATH = "x"\n', "PATH"),
    "a table": ("[DUBAN_HOSTS]\na = 1\n", "DUBAN_HOSTS"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_settings_file_is_told(name: str, machine: Machine) -> None:
    content, words = FILES[name]
    path = machine.folder / "duban.toml"
    path.touch(0o600)
    path.write_text(content)
    said = machine.run("audit", "head", code=2)
    assert words in said
    assert str(path) in said
    path.chmod(0o644)
    assert "chmod 600" in machine.run("audit", "head", code=2)


def test_the_environment_comes_before_the_file_and_the_option_before_the_places(machine: Machine) -> None:
    machine.copy_empty_database("one")
    machine.run("setup", "--host", HOST, "--config", "elsewhere/a.toml", "--data", "one")
    assert (machine.folder / "one" / "duban.sqlite3").exists()
    assert "还没有安装" in machine.run("audit", "head", code=2)
    assert machine.run("audit", "head", "--config", "elsewhere/a.toml").startswith("1:")
    machine.settings = {"DUBAN_CONFIG": "elsewhere/a.toml"}
    assert machine.run("audit", "head").startswith("1:")
    machine.settings["DUBAN_DATA"] = str(machine.folder / "two")
    assert "还没有安装" in machine.run("audit", "head", code=2)
    misspelt = machine.folder / "elsewhere" / "a.toml"
    misspelt.write_text(misspelt.read_text() + 'DUBAN_HOTS = "x"\n')
    assert "DUBAN_HOTS" in machine.run("site", "check")
