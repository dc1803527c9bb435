"""Registers kept in step with a JSON source, a folder of files and a database view, for real."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from cast_of_people import Cast
from old_trees import OLD, TREES

from duban_site.api.models import ExternalKey
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.models import Event
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord
from duban_site.sync.answers import Answer
from duban_site.sync.mapping import MappingError, read_mapping
from duban_site.sync.models import SyncedRow
from duban_site.sync.runner import SyncRunner
from duban_site.sync.sources import read_source_rows

pytestmark = pytest.mark.django_db(transaction=True)
FIELDS = """
[fields]
name = "树名"
species = { from = "树种", map = { "樟" = "古樟", "杏" = "银杏" } }
age = { from = "百年", times = 100 }
county = "区县"
keeper_body = "单位"
"""
HEAD = """
name = "园林平台"
register = "trees"
key = "编号"
happened = "登记时间"
"""
ROWS = [
    {"编号": f"T-{n}", "树名": f"第{n}株", "树种": "樟", "百年": 3, "区县": "云岭县",
     "单位": "市水务局", "登记时间": "2026-03-02 09:30"}
    for n in range(1, 8)
]  # fmt: skip


@pytest.fixture
def trees(cast: Cast) -> Register:
    return declare_register(cast.shen, TREES)


class Source:
    """A platform that answers with JSON, three rows a page, to who brings its key."""

    def __init__(self) -> None:
        self.rows = [dict(row) for row in ROWS]
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
                found = mine.rows[3 * (page - 1) : 3 * page]
                known = self.headers["X-Key"] == "let me in"
                more = f"/rows?page={page + 1}" if 3 * page < len(mine.rows) else None
                body = json.dumps({"data": {"items": found, "next": more}}).encode()
                self.send_response(200 if known else 403)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/rows"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def source(monkeypatch: Any) -> Iterator[Source]:
    monkeypatch.setenv("TREES_KEY", "let me in")
    made = Source()
    yield made
    made.server.shutdown()
    made.server.server_close()


def written(folder: Path, source: str, more: str = "", head: str = HEAD) -> Path:
    path = folder / "trees.toml"
    path.write_text(f"{head}\n[source]\n{source}\n{FIELDS}\n{more}", encoding="utf-8")
    return path


def over_http(folder: Path, source: Source, more: str = "") -> Path:
    told = f'kind = "json"\nurl = "{source.url}"\nrows = "data.items"\nnext = "data.next"'
    return written(folder, told + '\nheaders = { X-Key = "env:TREES_KEY" }', more)


def run(path: Path, *, dry: bool = False) -> tuple[Counter[str], list[Answer]]:
    told, mapping = list[Answer](), read_mapping(path)
    return SyncRunner(mapping, told.append, dry_run=dry).import_rows(read_source_rows(mapping)), told


def test_a_json_source_is_taken_changed_and_marked_where_it_is_gone(
    trees: Register, source: Source, tmp_path: Path
) -> None:
    path = over_http(tmp_path, source, '[gone]\nstage = "dead"\nreason = "平台已撤销"\nmost = 30')
    counts, told = run(path, dry=True)
    assert counts == {"created": 7}
    assert "树龄：空 → 300" in told[0].changes
    assert not RegisterRecord.objects.exists()
    assert not SyncedRow.objects.exists()

    counts, told = run(path)
    assert counts == {"created": 7}
    record = RegisterRecord.objects.get(external__key="T-1")
    assert (record.values["age"], record.values["species"], record.lead) == (300, "古樟", record.lead)
    assert str(record.since) == "2026-03-02"
    assert {one.key: one.number for one in told}["T-1"] == record.number
    events = RegisterEvent.objects.count()

    # The same again does nothing; a change is shown before, and done; what is gone is kept.
    assert run(path)[0] == {"unchanged": 7}
    source.rows[1]["百年"] = 4
    del source.rows[6]
    counts, told = run(path, dry=True)
    assert counts == {"unchanged": 5, "changed": 1, "gone": 1}
    assert [one.changes for one in told if one.result == "changed"] == [("树龄：300 → 400",)]
    assert RegisterEvent.objects.count() == events
    assert run(path)[0] == counts
    assert RegisterRecord.objects.get(external__key="T-2").values["age"] == 400
    gone = RegisterRecord.objects.get(external__key="T-7")
    assert gone.stage == "dead"
    assert SyncedRow.objects.get(key="T-7").gone_at is not None
    assert run(path)[0] == {"unchanged": 6}
    assert verify_chain().is_intact
    assert Event.objects.filter(action="registers.sync").count() == 4


def test_a_source_that_lost_most_of_its_rows_marks_nothing(trees: Register, source: Source, tmp_path: Path) -> None:
    path = over_http(tmp_path, source)
    run(path)
    source.rows[:] = source.rows[:2]
    with pytest.raises(MappingError, match="少了5条"):
        run(path)
    assert not SyncedRow.objects.exclude(gone_at=None).exists()
    source.rows[:] = [dict(row) for row in ROWS]
    source.rows[0]["编号"] = ""  # nobody knows whose row it is: it may be the missing one
    counts, told = run(path)
    assert counts == {"refused": 1, "unchanged": 6}
    assert "第1行" in told[0].fault


def test_a_row_that_is_wrong_is_told_and_stops_no_other(trees: Register, source: Source, tmp_path: Path) -> None:
    source.rows[0]["树种"] = "柳"
    source.rows[2]["百年"] = 90  # 9000 years: beyond the declaration
    source.rows[3]["编号"] = "T-5"  # twice
    counts, told = run(over_http(tmp_path, source))
    assert counts == {"refused": 3, "created": 4}
    faults = {one.key: one.fault for one in told if one.fault}
    assert "“柳”没有对应的写法" in faults["T-1"]
    assert "9000大于上限5000" in faults["T-3"]
    assert "两次" in faults["T-5"]


def test_excel_and_csv_files_of_a_folder(trees: Register, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*ROWS[0]])
    for row in ROWS[:4]:
        sheet.append([*row.values()])
    book.save(folder / "a.xlsx")
    with (folder / "b.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, [*ROWS[0]])
        writer.writeheader()
        writer.writerows(ROWS[4:])
    counts, _told = run(written(tmp_path, 'kind = "folder"\npath = "in"'))
    assert counts == {"created": 7}
    assert RegisterRecord.objects.get(external__key="T-5").values["age"] == 300


def test_a_database_view_is_read_and_never_written(trees: Register, tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        columns = ", ".join(f'"{name}"' for name in ROWS[0])
        other.execute(f"CREATE TABLE trees ({columns})")
        marks = ", ".join("?" * len(ROWS[0]))
        other.executemany(f"INSERT INTO trees VALUES ({marks})", [[*r.values()] for r in ROWS])  # noqa: S608
        other.execute("CREATE VIEW v_trees AS SELECT * FROM trees")
    other.close()
    where = f'kind = "database"\nurl = "sqlite:///{path}"\n'
    assert run(written(tmp_path, where + 'view = "v_trees"'))[0] == {"created": 7}
    assert run(written(tmp_path, where + "query = 'SELECT * FROM trees'"))[0] == {"unchanged": 7}  # noqa: S608
    for bad in ("DELETE FROM trees", "SELECT 1; DELETE FROM trees"):
        with pytest.raises(MappingError, match="只能是一条 SELECT"):
            run(written(tmp_path, where + f'query = "{bad}"'))
    # Nor where a query would write all the same.
    with pytest.raises(MappingError, match="数据库读不了"):
        run(written(tmp_path, where + "query = 'WITH x AS (SELECT 1) DELETE FROM trees'"))  # noqa: S608
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM trees").fetchone() == (7,)
    other.close()


def test_a_record_that_the_source_knows_by_our_number_gets_its_key(
    trees: Register, source: Source, cast: Cast, tmp_path: Path
) -> None:
    ours = create_record(cast.shen, trees, {**OLD, "name": "大樟树"})
    source.rows[0]["督办编号"] = ours.number
    for row in source.rows[1:]:
        row["督办编号"] = ""
    path = written(
        tmp_path,
        f'kind = "json"\nurl = "{source.url}"\nrows = "data.items"\nnext = "data.next"\n'
        'headers = { X-Key = "env:TREES_KEY" }',
        head=HEAD + 'number = "督办编号"\n',
    )
    counts, told = run(path)
    assert counts == {"changed": 1, "created": 6}
    assert told[0].number == ours.number
    ours.refresh_from_db()
    assert ours.values["name"] == "第1株"
    assert ExternalKey.objects.get(key="T-1").record_id == ours.pk
    assert RegisterRecord.objects.count() == 7


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'x'", "缺 register"),
        (HEAD + "typo = 1", "没有 typo 这一项"),
        (HEAD + "[source]\nkind = 'ftp'", "kind"),
        (HEAD + "[source]\nkind = 'json'\n[fields]\nnone = '列'", "没有字段 none"),
        (HEAD + "[source]\nkind = 'json'\n[fields]\nname = '列'\n[gone]\nstage = 'x'", "没有阶段 x"),
        (HEAD.replace("trees", "nowhere") + "[source]\nkind = 'json'\n[fields]\nname = '列'", "nowhere"),
        ("name = ", "不是 TOML"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(trees: Register, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=words):
        run(path)
    assert not RegisterRecord.objects.exists()


COUNT = 1200


def test_killed_three_times_it_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    """As a person runs it: a service of its own, `duban sync`, kill -9 at three places."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DUBAN_DATA": str(tmp_path / "data"),
        "DUBAN_MODE": "demo",
    }
    run_python(DECLARE, environment)
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*ROWS[0]])
        writer.writeheader()
        writer.writerows({**ROWS[0], "编号": f"T-{n}"} for n in range(COUNT))
    path = written(tmp_path, 'kind = "folder"\npattern = "rows.csv"')
    command = [str(Path(sys.executable).with_name("duban")), "sync", str(path)]
    reached = [0]
    for share in (0.2, 0.5, 0.8):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            reached.append(wait_for(tmp_path / "data", int(COUNT * share), process))
        finally:
            process.kill()
            process.wait(60)
    assert reached == sorted(reached)
    assert 0 < reached[1] < COUNT
    answers = tmp_path / "answers.csv"
    done = subprocess.run([*command, "--answers", str(answers)], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    told = run_python(COUNTED, environment)
    assert json.loads(told) == {"records": COUNT, "keys": COUNT, "created": COUNT, "whole": True}
    with answers.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len({line["来源编号"] for line in lines}) == len({x["督办编号"] for x in lines}) == COUNT
    assert {line["结果"] for line in lines} <= {"新增", "未变"}


DECLARE = f"""
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from duban_site.people.models import Body
from duban_site.core.actor import SystemActor
from duban_site.registers.actions.declare_register import declare_register
Body.objects.create(name="市水务局")
declare_register(SystemActor(), {TREES!r})
"""
COUNTED = """
import json, django; django.setup()
from duban_site.api.models import ExternalKey
from duban_site.core.audit.chain import verify_chain
from duban_site.registers.models import RegisterEvent, RegisterRecord
print(json.dumps({
    "records": RegisterRecord.objects.count(),
    "keys": ExternalKey.objects.values("key").distinct().count(),
    "created": RegisterEvent.objects.filter(kind="created").count(),
    "whole": verify_chain().is_intact,
}))
"""


def run_python(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_for(data: Path, least: int, process: subprocess.Popen[bytes]) -> int:
    """How many records were there when at least so many were; the run is then amid others."""
    end = time.monotonic() + 300
    while True:
        assert process.poll() is None, "the run was over before it was killed"
        with sqlite3.connect(f"file:{data}/duban.sqlite3?mode=ro", uri=True) as looked:
            (count,) = looked.execute("SELECT count(*) FROM api_externalkey").fetchone()
        looked.close()
        if count >= least:
            return int(count)
        assert time.monotonic() < end
        time.sleep(0.02)
