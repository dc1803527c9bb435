"""The demonstration's bulletin, opened in LibreOffice: its figures are the snapshot's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from seeded_demo import demonstration

from duban.documents.official import hash_document, render_document_docx
from duban.quantities import printing
from duban_site.bulletins import queries
from duban_site.bulletins.models import Bulletin
from duban_site.bulletins.rendering import render
from duban_site.snapshots.actions.close_month import compute_current_hash
from duban_site.snapshots.content import SnapshotHeader
from duban_site.snapshots.groups import group_status_counts

pdfium = pytest.importorskip("pypdfium2", reason="no pypdfium2")
SCALES = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "": Decimal(1)}


@pytest.fixture
def bulletin(db: None, tmp_path: Path, settings: LazySettings) -> Bulletin:
    demonstration(tmp_path)
    return Bulletin.objects.get()


def shown(bulletin: Bulletin, folder: Path) -> str:
    """The text that LibreOffice shows of the DOCX, without white space."""
    office = shutil.which("soffice")
    if office is None:
        reason = "no LibreOffice (soffice)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    (folder / "b.docx").write_bytes(render_document_docx(queries.load_document(bulletin)))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    told = [str(office), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*told, str(folder / "b.docx")], check=True, capture_output=True)
    pages = pdfium.PdfDocument((folder / "b.pdf").read_bytes())
    text = "".join(re.sub(r"[—–-]\s*\d+\s*[—–-]\s*$", "", _text(page)) for page in pages)
    return "".join(text.split())


def _text(page: object) -> str:
    found: str = page.get_textpage().get_text_range()  # type: ignore[attr-defined]
    return found.strip()


def test_its_figures_are_the_snapshots_to_the_digit(bulletin: Bulletin, tmp_path: Path) -> None:
    assert bulletin.number == "云督通〔2026〕1号"
    assert bulletin.faults == []
    header = SnapshotHeader.from_json(bulletin.snapshot.data)
    text = shown(bulletin, tmp_path)
    for group in group_status_counts(header.counts):
        count, share = re.search(f"{group.word}(\\d+)项，占([\\d.]+)%", text).groups()  # type: ignore[union-attr]
        assert (int(count), Decimal(share)) == (group.count, group.share)
    checked = 0
    for one in header.headlines:
        if one.figure is None:
            continue
        found = re.search(f"{one.indicator}：目标为[^，]+，[^，]*?为([\\d.,]+)([亿万]?){one.unit}，", text)
        assert found, one.indicator
        scale = printing.choose_scale(one.unit, one.value)
        step = scale.factor.scaleb(-printing.choose_decimals(one.unit, one.value, one.figure))
        assert abs(Decimal(found[1].replace(",", "")) * SCALES[found[2]] - one.figure) <= step / 2
        checked += 1
    assert checked >= 7
    orders = header.orders
    told = [len(orders[name]) for name in ("opened", "closed", "open")]
    assert "本月立项交办督办单{}件，销号{}件，月末在办{}件".format(*told) in text
    assert sum(told)
    assert [s.month for s in bulletin.plan.snapshots.order_by("month")] == list(range(1, 10))
    assert bulletin.snapshot.is_public
    assert compute_current_hash(bulletin.snapshot) == bulletin.snapshot.sha256
    assert hash_document(render(bulletin).document) == bulletin.sha256
