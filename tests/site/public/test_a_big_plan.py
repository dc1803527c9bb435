"""A plan of a thousand commitments: bench/publish.py holds it to twenty seconds."""

from __future__ import annotations

import time
from pathlib import Path

import big_plan
import pytest

from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions

pytestmark = pytest.mark.django_db


def test_a_thousand_commitments_are_written_well_in_time(tmp_path: Path) -> None:
    big_plan.published(1000, months=2)
    began = time.process_time()
    written = publish_site(tmp_path / "site", select_editions(()))
    spent = time.process_time() - began
    assert (written.commitments, written.pages > 4000) == (1000, True)
    assert spent < 20, "seconds of processor, so that a busy machine does not matter"
