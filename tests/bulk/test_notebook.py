"""The tutorial notebook runs from a clean checkout, and says what the reports say."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "panel.ipynb"


@pytest.fixture(scope="module")
def notebook() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_stored_without_outputs(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


# jupyter_client warns of what it asks of the machine, which is none of our doing.
@pytest.mark.filterwarnings("ignore")
def test_it_runs_and_answers_its_four_questions(
    notebook: nbformat.NotebookNode, reports_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_REPORTS", str(reports_dir.resolve()))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    where = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where).execute()
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    said = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
    assert [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"] == []
    # 1: growth targets and what became of them, as counted by hand.
    assert "targets: 21; with a result in the next report: 16; met: 15" in said
    assert "missed: [(1998, 'eq', 8.0, None, 7.8, False)]" in said
    # 2: the share in numbers, by part and by decade.
    assert "│ plan " in said
    assert "│ 1990 " in said
    # 3: twelve provinces with their bounds.
    assert "│ 500000      ┆ 重庆市         ┆ ge " in said
    assert "│ 330000      ┆ 浙江省         ┆ range " in said
    charts = [o for o in outputs if "image/svg+xml" in o.get("data", {})]
    # 4: figures that say how many documents are behind them.
    assert "revision: 27 documents; " in said
    assert len(charts) == 6
