"""`duban explain`: candidates, choice and evidence of a number, and clear refusals."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from duban.cli import main

TEXT = "云泽市2026年政府工作报告\n\n一、2026年工作安排\n\n实施技改项目30个，总投资12亿元。森林覆盖率达到52%以上。\n"


def run(path: Path, at: int) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["explain", str(path), "--at", str(at)])
    return result.exit_code, result.output


def written(folder: Path) -> Path:
    path = folder / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_number_is_explained_with_its_candidates_the_chosen_one_first(tmp_path: Path) -> None:
    code, out = run(written(tmp_path), TEXT.index("12亿元"))
    assert code == 0, out
    head, chosen, *rest = out.splitlines()
    assert head.endswith("12亿元")
    assert chosen.startswith("→")
    assert "技改项目总投资" in chosen
    assert "money.previous" in chosen
    assert any("rule" in line for line in [chosen, *rest])
    assert "precision=100000000" in rest[-1]


def test_elsewhere_in_a_sentence_all_its_numbers_are_explained(tmp_path: Path) -> None:
    code, out = run(written(tmp_path), TEXT.index("技改"))
    assert code == 0
    assert "30个" in out
    assert "12亿元" in out
    assert "52%" not in out


def test_an_offset_outside_and_a_sentence_without_numbers_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    for at, why in ((len(TEXT) + 5, "没有第"), (TEXT.index("一、"), "没有读出数量")):
        code, out = run(path, at)
        assert code == 2
        assert why in out
