"""Every command that a page shows is one that the program takes; those that can be run are run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.core.management import get_commands, load_command_class

from duban.cli import main
from duban.sampling.marks import MARK_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
READMES = sorted(ROOT.glob("README*.md"))
GUIDES = sorted((ROOT / "docs").glob("how-to/*.md")) + sorted((ROOT / "docs").glob("tutorial/*.md"))
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SAMPLE = ROOT / "src" / "duban" / "data" / "sample" / "report-2026.txt"
LINE = re.compile(r"^ {4}(?:.*[ /=])?(duban [a-z].*)$", re.MULTILINE)
INLINE = re.compile(r"`(duban [a-z][^`\n]*)`")
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDS = {"|", ">", "&&", ";"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A `duban` command as a page shows it."""

    page: str
    text: str

    @property
    def words(self) -> list[str]:
        """What it is called with, up to a pipe, a redirection, a comment or the next command."""
        found = []
        for word in shlex.split(self.text, comments=True)[1:]:
            if word in ENDS:
                break
            found.append(word)
        return found

    @property
    def is_usage(self) -> bool:
        """Whether it says what may be written, in brackets, and not what was written."""
        return "[" in self.text


def commands() -> Iterator[Shown]:
    """All of them, one of a kind a page."""
    seen = set()
    for page in PAGES:
        text, name = page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix()
        for found in LINE.findall(text) + INLINE.findall(text):
            for command in re.split(r" && (?=\S*duban )", found):
                seen.add(Shown(name, "duban " + command.partition("duban ")[2]))
    yield from sorted(seen, key=lambda one: (one.page, one.text))


ALL = [one for one in commands() if one.words]


def test_commands_are_found_in_every_place_where_pages_have_them() -> None:
    assert len(ALL) > 60
    places = {one.page for one in ALL}
    assert {"README.md", "README.zh-CN.md", "docs/tutorial/first-report.md"} <= places
    assert any(one.words[:2] == ["site", "propose"] for one in ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.page}: {one.text}")
def test_the_program_takes_it(one: Shown) -> None:
    name, *rest = one.words
    if name.startswith("-"):
        main.make_parser(click.Context(main)).parse_args([name])
        return
    command = main.commands.get(name)
    assert command is not None, name
    if one.is_usage:
        _options_exist(command, one.text)
    elif name == "site":
        _django_takes(rest)
    else:
        _click_takes(command, rest)


def _options_exist(command: click.Command, usage: str) -> None:
    known = {word for option in command.params for word in option.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", usage)) <= known


def _click_takes(command: click.Command, words: list[str]) -> None:
    values, _rest, _order = command.make_parser(click.Context(command)).parse_args(list(words))
    for option in command.params:
        given = values.get(option.name or "")
        if isinstance(option.type, click.Choice) and isinstance(given, str):
            option.type.convert(given, option, None)


def _django_takes(words: list[str]) -> None:
    if not words:
        return
    name, *rest = words
    app = get_commands().get(name)
    assert app is not None, name
    parser = load_command_class(str(app), name).create_parser("duban site", name)
    known = {word for action in parser._actions for word in action.option_strings}
    assert {word for word in rest if word.startswith("--")} <= known


MINUTES = """青澜市人民政府常务会议纪要
（2027年3月5日）
会议议定：由市水务局负责，于2027年6月底前完成北河清淤12公里。
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the pages name: reports, claims, figures, tasks, all of the sample."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    text = SAMPLE.read_text(encoding="utf-8")
    later = text.replace("2027", "2028").replace("2026", "2027").replace("2025", "2026")
    kept = ("report.pdf", "report.txt", "draft.docx", "last.txt", "reports/a.txt")
    chinese = ("报告.pdf", "送审稿.docx", "去年.txt", "报告目录/a.txt")
    own = ("Downloads/report.html", "src/duban/data/sample/report-2026.txt")
    named = dict.fromkeys((*kept, *chinese, *own), text)
    named |= dict.fromkeys(("this.txt", "今年.txt", "reports/b.txt", "报告目录/b.txt"), later)
    named |= dict.fromkeys(("tasks.jsonl", "任务.jsonl"), '{"task": "新改建农村公路80公里"}\n')
    named |= dict.fromkeys(("folder/a.txt", "文件夹/a.txt", "bulletin.pdf", "公报.pdf"), later)
    named |= dict.fromkeys(("minutes.docx", "纪要.docx"), MINUTES)
    named["known.csv"] = "file,code,year,kind\na.txt,,2027,\n"
    named["marks.csv"] = f"{','.join(MARK_COLUMNS)}\nc1,work_report,county,target,right,\n"
    claims = read_claims()
    first = next(n for n, row in enumerate(claims.splitlines(), 1) if '"target"' in row)
    figures = f"claim,period,value,unit\n{first},2026-Q3,6.1,\n"
    named |= dict.fromkeys(("figures.csv", "数据.csv"), figures)
    named |= dict.fromkeys(("claims.jsonl", "指标.jsonl"), claims)
    for name, content in named.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


@cache
def read_claims() -> str:
    """The claims of the sample, a line each."""
    return run(["read", str(SAMPLE), "-f", "jsonl"])


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The panel of two reports, written once for all commands that read it."""
    folder = tmp_path_factory.mktemp("panel")
    (folder / "reports").mkdir()
    text = SAMPLE.read_text(encoding="utf-8")
    (folder / "reports" / "a.txt").write_text(text, encoding="utf-8")
    later = text.replace("2027", "2028").replace("2026", "2027").replace("2025", "2026")
    (folder / "reports" / "b.txt").write_text(later, encoding="utf-8")
    run(["corpus", str(folder / "reports"), "-o", str(folder / "panel"), "--jobs", "1"])
    return folder / "panel"


def run(words: list[str], wanted: tuple[int, ...] = (0,)) -> str:
    done = CliRunner().invoke(main, words)
    assert done.exit_code in wanted, (words, done.output)
    return done.stdout


OF_THE_SERVICE = {"publish", "serve", "site", "sync", "mcp", "import", "audit", "demo"}
NEEDS_A_SERVICE = OF_THE_SERVICE | {"setup", "backup", "restore", "check", "worker", "timers"}
RUN = [
    one
    for one in {tuple(one.words): one for one in ALL}.values()
    if one.page in {p.relative_to(ROOT).as_posix() for p in [*READMES, *GUIDES]}
    and one.words[0] not in NEEDS_A_SERVICE
    and len(one.words) > 1
    and not one.is_usage
]


@pytest.mark.parametrize("one", RUN, ids=lambda one: f"{one.page}: {one.text}")
def test_what_a_guide_shows_runs_as_it_stands(one: Shown, desk: Path, panel: Path) -> None:
    words = [str(desk / word[2:]) if word.startswith("~/") else word for word in one.words]
    if words == ["corpus", "-o", "panel"]:
        words.insert(1, "reports/")
    if words[1] == "panel":
        shutil.copytree(panel, desk / "panel")
    words += ["--jobs", "1"] if words[0] == "corpus" else []
    said = run(words, wanted=(0, 1) if words[0] == "lint" else (0,))
    if "-o" in words:
        assert (desk / words[words.index("-o") + 1]).exists()
    else:
        assert said.strip()


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial/first-report.md"])
def test_its_python_runs_beside_what_it_names(page: str, desk: Path) -> None:
    code = PYTHON.findall((ROOT / page).read_text(encoding="utf-8"))
    assert code
    for each in code:
        done = subprocess.run([sys.executable, "-c", each], cwd=desk, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.strip()


def test_the_query_of_a_panel_runs(panel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="no duckdb")
    monkeypatch.chdir(panel.parent)
    page = (ROOT / "docs" / "how-to" / "many-reports.md").read_text(encoding="utf-8")
    query = re.search(r"^```sql\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert query is not None
    rows = duckdb.sql(query[1]).fetchall()
    assert {row[2] for row in rows} == {"target", "result"}
