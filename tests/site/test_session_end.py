"""A session is over when its time is."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_session_ends_when_it_is_over(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.shen)
    assert browser.get("/registers/").status_code == 200
    session = browser.session
    session.set_expiry(dt.timedelta(seconds=-1))
    session.save()
    assert browser.get("/registers/").status_code == 302
