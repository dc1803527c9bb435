"""Backup, restore, check, on both databases: in use, broken off, tampered with, put elsewhere."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import stat
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from machine import LONGEST, Machine
from server.conftest import fill, install

MARK = "restoring.json"
KEYS = "keys.json"
FILES, SIZE = 30, 400_000
Database = Callable[[str], str]
of_files = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is about the archive's or the store's files is the same whichever the database is."""


@pytest.fixture(scope="module")
def source(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """An installation with a plan, a month and files of evidence, encrypted at rest."""
    machine = install(tmp_path_factory.mktemp("source"), database("source"))
    machine.settings["DUBAN_ENCRYPTION"] = "sm4-gcm"
    machine.settings["DUBAN_KEYS"] = str(machine.folder / KEYS)
    with fill(machine, "new", str(FILES), str(SIZE)) as filling:
        assert filling.wait() == 0
    return machine


@pytest.fixture(scope="module")
def archive(source: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "duban.tar"
    source.run("backup", str(path))
    return path


numbers: Iterator[int] = iter(range(10_000))


@pytest.fixture
def target(source: Machine, database: Database, tmp_path: Path) -> Machine:
    """Another machine, with an empty folder, an empty database, and the key file."""
    machine = install(tmp_path / "target", database(f"target{next(numbers)}"), "--settings-only")
    return with_keys(machine, source)


def with_keys(machine: Machine, source: Machine) -> Machine:
    """The machine with the key file of the other, carried there by hand."""
    shutil.copy(source.folder / KEYS, machine.folder / KEYS)
    machine.settings["DUBAN_KEYS"] = str(machine.folder / KEYS)
    return machine


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def evidence(machine: Machine) -> dict[str, str]:
    files = (machine.folder / "duban-data" / "evidence").rglob("*")
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files if p.is_file()}


def head(machine: Machine) -> str:
    return machine.run("audit", "head").strip()


def test_an_archive_holds_all_but_the_keys_and_says_so(source: Machine, archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    found = members(archive)
    manifest = json.loads(found.pop("manifest.json"))
    assert {m["name"]: m["sha256"] for m in manifest["members"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in found.items()
    }
    assert len([name for name in found if name.startswith("evidence/")]) == FILES
    assert manifest["database"]["tables"]["reporting_evidence"] == FILES
    assert manifest["database"]["head"] == head(source)
    ring = json.loads((source.folder / KEYS).read_text())
    secrets = [source.settings_file["DUBAN_SECRET_KEY"].encode(), ring["lookup"].encode()]
    secrets += [one["key"].encode() for one in ring["keys"].values()]
    assert not any(key in content for content in found.values() for key in secrets)
    assert not any(b"%PDF" in content[:1000] for content in found.values()), "encrypted"
    assert 'DUBAN_HOSTS = "duban.example"' in found["settings.toml"].decode()
    assert "不覆盖" in source.run("backup", str(archive), code=2)


def test_what_is_restored_elsewhere_is_the_same(source: Machine, archive: Path, target: Machine) -> None:
    assert "没有发现问题" in source.run("check")
    (target.folder / KEYS).rename(target.folder / "away")
    assert "请先把单独保存的密钥文件放到" in target.run("restore", str(archive), code=2)
    (target.folder / "away").rename(target.folder / KEYS)
    said = target.run("restore", str(archive))
    assert f"{FILES} 个佐证文件" in said
    assert evidence(target) == evidence(source)
    kept = json.loads(members(archive)["manifest.json"])["database"]["head"]
    assert "没有发现问题" in target.run("check", "--kept", kept)
    assert "已有内容，不覆盖" in target.run("restore", str(archive), code=2)
    assert "没有发现问题" in target.run("check", "--kept", kept)


def test_a_backup_while_people_work_is_of_one_moment(source: Machine, target: Machine, tmp_path: Path) -> None:
    with fill(source, "more") as working:
        assert working.stdout is not None
        assert working.stdout.readline() == "working\n"
        time.sleep(1)
        source.run("backup", str(tmp_path / "busy.tar"))
        assert "没有发现问题" in source.run("check"), "what is checked is of one moment too"
        assert working.poll() is None, "the work ended before the backup did: nothing is shown"
        (source.folder / "stop").touch()
        working.wait()
    manifest = json.loads(members(tmp_path / "busy.tar")["manifest.json"])
    assert manifest["missing"] == []
    assert manifest["database"]["tables"]["reporting_evidence"] > FILES
    target.run("restore", str(tmp_path / "busy.tar"))
    assert "没有发现问题" in target.run("check", "--kept", manifest["database"]["head"])


def killed(machine: Machine, begun: Path, after: float, *words: str) -> None:
    """Kill a command, with all that it started, once `begun` is there and `after` seconds later."""
    process = machine.start(*words, start_new_session=True)
    end = time.monotonic() + LONGEST
    while not begun.exists() and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.001)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_backup_that_is_killed_leaves_none(source: Machine, tmp_path: Path) -> None:
    path = tmp_path / "killed.tar"
    broken = 0
    for after in (0, 0.03, 0.1, 0.3):
        killed(source, tmp_path / ".killed.tar.part", after, "backup", str(path))
        if path.exists():
            assert "manifest.json" in members(path)
            path.unlink()
        else:
            broken += 1
    assert broken, "every kill came too late: the test shows nothing"
    source.run("backup", str(path))
    assert [p.name for p in tmp_path.iterdir()] == ["killed.tar"]
    assert "没有发现问题" in source.run("check")


def test_a_restore_that_is_killed_is_ended_by_the_next(
    source: Machine, archive: Path, database: Database, tmp_path: Path
) -> None:
    """While it unpacks, when it begins to load, and when it has loaded and goes on."""
    files = {m for m in members(archive) if m.startswith("evidence/")}
    marked = 0
    for n, (sign, after) in enumerate(((".restoring", 0), (MARK, 0), (MARK, 0.1), (MARK, 0.5))):
        address = database(f"killed{next(numbers)}")
        machine = install(tmp_path / f"killed{n}", address, "--settings-only")
        with_keys(machine, source)
        data = machine.folder / "duban-data"
        killed(machine, data / sign, after, "restore", str(archive))
        finished = (data / "database-id").exists() and not (data / MARK).exists()
        if (data / MARK).exists():
            marked += 1
            refused = machine.run("serve", "--port", str(machine.port), code=2)
            assert "没有做完" in refused
        if not finished:
            machine.run("restore", str(archive))
        assert "没有发现问题" in machine.run("check")
        assert set(evidence(machine)) == {name.rpartition("/")[2] for name in files}
    assert marked, "every kill came too late: the test shows nothing"


def changed(archive: Path, path: Path, name: str, content: bytes | None) -> Path:
    """A copy of an archive with one member changed, added, or (None) left out."""
    found = members(archive)
    order = [one for one in found if one != name]
    with tarfile.open(path, "w") as tar:
        for one in [name, *order] if content is not None else order:
            data = content if one == name and content is not None else found[one]
            info = tarfile.TarInfo(one)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


@of_files
def test_a_damaged_archive_is_refused_and_changes_nothing(archive: Path, target: Machine, tmp_path: Path) -> None:
    first = next(name for name in members(archive) if name.startswith("evidence/"))
    wrong = {
        "a changed file": changed(archive, tmp_path / "a.tar", first, b"other"),
        "a missing file": changed(archive, tmp_path / "b.tar", first, None),
        "no manifest": changed(archive, tmp_path / "c.tar", "manifest.json", None),
        "a way out": changed(archive, tmp_path / "d.tar", "../../way-out", b"x"),
        "no archive": tmp_path / "e.tar",
        "cut off": tmp_path / "f.tar",
    }
    wrong["no archive"].write_bytes(b"\x1f\x8b no tar")
    wrong["cut off"].write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    for name, path in wrong.items():
        said = target.run("restore", str(path), code=2)
        assert "Traceback" not in said, name
        assert list((target.folder / "duban-data").iterdir()) == [], name
    assert not (tmp_path / "way-out").exists()
    target.run("restore", str(archive))


@of_files
def test_a_newer_version_and_a_lost_key_are_told(archive: Path, target: Machine, tmp_path: Path) -> None:
    manifest = json.loads(members(archive)["manifest.json"])
    manifest["database"]["migrations"].append("reporting.9999_of_the_future")
    path = changed(archive, tmp_path / "a.tar", "manifest.json", json.dumps(manifest).encode())
    assert "9999_of_the_future" in target.run("restore", str(path), code=2)
    manifest["database"]["migrations"].pop()
    manifest["keys"] = {"k1": "0" * 64}
    path = changed(archive, tmp_path / "b.tar", "manifest.json", json.dumps(manifest).encode())
    assert "keys.json" in target.run("restore", str(path), code=2)
    target.run("restore", str(path), "--without-keys")


@of_files
def test_what_is_missing_changed_or_nobodys_is_told_and_nothing_is_deleted(archive: Path, target: Machine) -> None:
    target.run("restore", str(archive))
    before = evidence(target)
    store = target.folder / "duban-data" / "evidence"
    first, second = sorted(path for path in store.rglob("*") if path.is_file())[:2]
    alien = store / "ab" / ("ab" * 32)
    alien.parent.mkdir(exist_ok=True)
    alien.write_bytes(b"nobody's")
    os.utime(alien, (0, 0))
    assert f"没有记录指向 {alien}" in target.run("check")
    aside = target.folder / "aside"
    first.rename(aside)
    assert f"缺少佐证文件 {first.name}" in target.run("check", code=1)
    aside.rename(first)
    content = second.read_bytes()
    second.write_bytes(content[:-1] + b"X")
    assert second.name in target.run("check", code=1)
    second.write_bytes(content)
    served = target.serve()
    served.stop()
    assert evidence(target) == before, "the store is as it was, but for what was nobody's"
    said = target.run("check")
    assert "隔离区" in said
    assert alien.name in said
    assert [p.read_bytes() for p in store.parent.glob("quarantine/*/*")] == [b"nobody's"]


def test_a_wrong_database_is_told_and_no_evidence_is_touched(
    source: Machine, database: Database, tmp_path: Path
) -> None:
    """The data folder with an empty database, and with one of another installation (of SQLite)."""
    before = evidence(source)
    for path in (source.folder / "duban-data" / "evidence").rglob("*"):
        os.utime(path, (0, 0))
    other = install(tmp_path / "other", "")
    addresses = {
        "是空的": database("empty") or f"sqlite:///{tmp_path}/empty.sqlite3",
        "另一个": f"sqlite:///{other.folder}/duban-data/duban.sqlite3",
    }
    for words, address in addresses.items():
        wrong = Machine(source.folder, settings={"DATABASE_URL": address})
        said = wrong.run("serve", "--port", str(wrong.port), code=2)
        assert words in said
        assert "DATABASE_URL" in said
        assert words in wrong.run("backup", str(tmp_path / "wrong.tar"), code=2)
    assert evidence(source) == before


@of_files
def test_the_newest_backups_of_a_folder_are_kept(source: Machine, tmp_path: Path) -> None:
    other = tmp_path / "duban-mine.tar"
    other.write_bytes(b"mine")
    for day in range(3):
        (tmp_path / f"duban-2021010{day + 1}T000000Z.tar").write_bytes(b"old")
    killed_once = tmp_path / ".duban-20210101T000000Z.tar.part"
    killed_once.mkdir()
    os.utime(killed_once, (0, 0))
    source.run("backup", str(tmp_path), "--keep", "2")
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found[-1] == "duban-mine.tar"
    assert len(found) == 3
    shutil.rmtree(tmp_path)
    assert "没有做成" in source.run("backup", str(tmp_path / "gone" / "a.tar"), code=2)
