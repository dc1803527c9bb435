"""A plan of many commitments costs no more a page than a small one; bench/publish.py has the seconds."""

from __future__ import annotations

import time
from pathlib import Path

import big_plan
import pytest
from django.db import transaction

from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions

pytestmark = pytest.mark.django_db


def test_a_page_of_a_big_plan_costs_what_a_page_of_a_small_one_does(tmp_path: Path) -> None:
    _publish(tmp_path / "first", 20)  # what is loaded once
    small, big = _publish(tmp_path / "small", 60), _publish(tmp_path / "big", 240)
    assert big < 1.5 * small


def _publish(folder: Path, commitments: int) -> float:
    """The seconds of processor that a page of a plan of so many commitments takes."""
    with transaction.atomic():
        big_plan.published(commitments, months=2)
        began = time.process_time()
        written = publish_site(folder, select_editions(()))
        spent = time.process_time() - began
        transaction.set_rollback(True)
    assert (written.commitments, written.pages > 4 * commitments) == (commitments, True)
    return spent / written.pages
