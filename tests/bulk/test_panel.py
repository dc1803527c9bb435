"""A panel holds every row of every file, survives a kill, and names what it could not read."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from duban.bulk import Progress, build_panel, panel_schema, read_batch


@pytest.fixture
def folder(sample_file: Path, tmp_path: Path) -> Path:
    """Twelve reports in two folders, each with a line of its own, and what is no report."""
    text = sample_file.read_text(encoding="utf-8")
    for n in range(12):
        path = tmp_path / "reports" / ("north" if n % 2 else "south") / f"{n:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n附：第{n}号样本。\n", encoding="utf-8")
    (tmp_path / "reports" / "notes.csv").write_text("not a report")
    (tmp_path / "reports" / "~$open.docx").write_text("a lock file")
    return tmp_path / "reports"


class _Gbk(zipfile.ZipInfo):
    """An entry as Windows in China writes it: its name in GBK, and nothing that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), self.flag_bits


def _files(panel: Path) -> list[str]:
    return sorted(set(pq.read_table(panel).column("file").to_pylist()))


def test_every_row_of_every_file_is_there(folder: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    outcome = build_panel(folder, tmp_path / "panel.parquet", jobs=2, on_progress=seen.append)
    panel = pq.read_table(tmp_path / "panel.parquet")
    assert (outcome.files, outcome.read, outcome.bad) == (12, 12, [])
    assert panel.schema.equals(panel_schema())
    paths = sorted(folder.rglob("*.txt"))
    own = read_batch(paths, root=str(folder)).drop("error")
    assert panel.equals(own), "the same rows, in the order of the paths"
    assert outcome.rows == panel.num_rows
    assert seen[-1] == Progress(12, 12, 0)


def test_a_second_run_reads_only_what_is_new(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "panel.parquet"
    build_panel(folder, out, jobs=1)
    (folder / "new.txt").write_text("云湖市政府工作报告\n修好两座桥。\n", encoding="utf-8")
    (folder / "south" / "00.txt").unlink()
    outcome = build_panel(folder, out, jobs=1)
    assert (outcome.read, outcome.reused) == (12, 11)
    assert "south/00.txt" not in _files(out)


def test_bad_files_are_listed_and_the_rest_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    out = tmp_path / "panel.parquet"
    outcome = build_panel(folder, out, jobs=1)
    assert outcome.read == 12
    assert [bad.file for bad in outcome.bad] == ["broken.pdf", "empty.txt", "gone.txt"]
    lines = (tmp_path / "panel.parquet.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    listed = [json.loads(line)["file"] for line in lines]
    assert listed == ["broken.pdf", "empty.txt", "gone.txt", "notes.csv"], "no file is hidden"
    assert all(len(json.loads(line)["reason"]) > 5 for line in lines)


def test_a_mended_file_is_read_next_time_and_the_list_goes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "panel.parquet"
    (folder / "late.txt").write_bytes(b"")
    build_panel(folder, out, jobs=1)
    (folder / "late.txt").write_text("云湖市政府工作报告\n修好两座桥。\n", encoding="utf-8")
    (folder / "notes.csv").unlink()
    assert build_panel(folder, out, jobs=1).bad == []
    assert not (tmp_path / "panel.parquet.quarantine.jsonl").exists()


def test_files_in_an_archive_are_read_each_under_its_own_name(folder: Path, tmp_path: Path, sample_file: Path) -> None:
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        for name in ("云溪市/2030.txt", "云溪市/坏的.docx"):
            archive.writestr(_Gbk(name), sample_file.read_bytes() if name.endswith("txt") else b"PK\3\4")
        archive.writestr("封面.jpg", b"\xff\xd8\xff")
    outcome = build_panel(folder, tmp_path / "panel.parquet", jobs=1)
    assert (outcome.read, [b.file for b in outcome.bad]) == (13, ["more.zip/云溪市/坏的.docx"])
    assert "more.zip/云溪市/2030.txt" in _files(tmp_path / "panel.parquet")


def test_where_nothing_can_be_read_there_is_no_panel(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    outcome = build_panel(folder, tmp_path / "panel.parquet", jobs=1)
    assert (outcome.files, outcome.read) == (1, 0)
    assert not (tmp_path / "panel.parquet").exists()


def test_two_names_of_one_content_are_two_files(folder: Path, tmp_path: Path) -> None:
    (folder / "copy.txt").write_bytes((folder / "south" / "00.txt").read_bytes())
    out = tmp_path / "panel.parquet"
    outcome = build_panel(folder, out, jobs=1)
    assert outcome.read == 13
    panel = pq.read_table(out)
    if panel.num_rows:
        counts = pc.value_counts(panel.column("file")).to_pylist()
        by_name = {row["values"]: row["counts"] for row in counts}
        assert by_name["copy.txt"] == by_name["south/00.txt"]


def test_a_damaged_part_is_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "panel.parquet"
    build_panel(folder, out, jobs=1)
    before = pq.read_table(out)
    for part in (tmp_path / "panel.parquet.parts").rglob("*.arrow"):
        part.write_bytes(part.read_bytes()[:100])
    build_panel(folder, out, jobs=1)
    assert pq.read_table(out).equals(before)


def test_corrupt_empty_and_foreign_files_end_in_quarantine_and_the_good_in_the_panel(
    folder: Path, tmp_path: Path
) -> None:
    english = "The mayor promised two bridges and 300 flats. " * 20
    bad = {
        "corrupt.pdf": b"%PDF-1.7\n1 0 obj << truncated",
        "corrupt.docx": b"PK\x03\x04" + b"\0" * 200,
        "noise.txt": bytes(range(256)) * 20,
        "picture.pdf.txt": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        "blank.txt": " \n\u3000\n".encode(),
        "nothing.html": b"",
        "english.txt": english.encode(),
        "english.html": f"<html><body><p>{english}</p></body></html>".encode(),
        "japanese.txt": "これはことしのやくそくです。はしをふたつつくります。".encode() * 20,
        "korean.txt": "올해의 약속은 다리 두 개를 놓는 것이다. ".encode() * 20,
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    out = tmp_path / "panel.parquet"
    outcome = build_panel(folder, out, jobs=1)
    lines = (tmp_path / "panel.parquet.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    said = {row["file"]: row["reason"] for row in map(json.loads, lines)}
    assert sorted(said) == sorted([*bad, "notes.csv"])
    assert outcome.read == 12
    assert len(_files(out)) == 12
    foreign = ["english.txt", "english.html", "japanese.txt", "korean.txt"]
    assert all("不是中文" in said[name] for name in foreign)
    assert all(name not in reason for name, reason in said.items()), "the file is named once"


def test_four_tables_or_one_hold_the_same_claims(folder: Path, tmp_path: Path) -> None:
    build_panel(folder, tmp_path / "panel", jobs=1)
    build_panel(folder, tmp_path / "panel.parquet", jobs=1)
    wide = pq.read_table(tmp_path / "panel.parquet")
    claims = pq.read_table(tmp_path / "panel" / "claim.parquet")
    own = wide.filter(pc.is_valid(wide["claim_id"])).select(claims.schema.names)
    assert own.equals(claims)


def test_the_same_files_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    build_panel(folder, tmp_path / "a.parquet", jobs=1)
    build_panel(folder, tmp_path / "b.parquet", jobs=2)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
