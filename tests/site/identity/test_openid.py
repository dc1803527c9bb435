"""Single sign-on against a real OpenID provider (npm oidc-provider), and what it must refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cast_of_people import Cast
from django.test import Client

from duban_site.core.audit.models import Event
from duban_site.identity.models import ExternalIdentity, SecondFactor
from identity.providers import openid_provider

CALLBACK = "http://testserver/login/openid/callback/"
SECRET = "a-secret-of-the-test-only-0123456789"  # noqa: S105


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with openid_provider(CALLBACK) as found:
        yield found


@pytest.fixture
def provider(issuer: str, cast: Cast, settings: Any) -> str:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = issuer, "duban", SECRET
    ExternalIdentity.objects.create(person=cast.shen, subject="20310007")
    return issuer


def at_provider(browser: Client, login: str, following: str = "") -> str:
    """Off to the provider, sign in there as `login` and consent: the address back."""
    away = browser.get("/login/openid/", {"next": following})
    assert away.status_code == 302, away.content.decode()
    with requests.Session() as visitor:
        return consented(visitor, away.headers["Location"], login)


def consented(visitor: requests.Session, address: str, login: str) -> str:
    """Through the provider's own forms: the address that it sends the visitor back to."""
    answer = visitor.get(address, timeout=20)
    for _ in range(8):
        form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        assert form, answer.text[:2000]
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        told = {"prompt": prompt[1] if prompt else "consent", "login": login, "password": "any"}
        answer = visitor.post(form[1], data=told, allow_redirects=False, timeout=20)
        while answer.is_redirect:
            there = answer.headers["Location"]
            if there.startswith(CALLBACK):
                return there
            answer = visitor.get(requests.compat.urljoin(answer.url, there), allow_redirects=False, timeout=20)
    raise AssertionError(answer.text[:2000])


def back(browser: Client, address: str) -> Any:
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}")


def test_a_person_whose_account_was_opened_signs_in(provider: str) -> None:
    browser = Client()
    address = at_provider(browser, "20310007", "/plans/")
    answer = back(browser, address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/plans/")
    assert browser.get("/plans/").status_code == 200
    event = Event.objects.filter(action="people.sign_in").first()
    assert event is not None
    assert event.data["means"] == "openid"


def test_the_same_address_a_second_time_is_refused(provider: str) -> None:
    browser = Client()
    address = at_provider(browser, "20310007")
    assert back(browser, address).status_code == 302
    browser.post("/logout/")
    assert back(browser, address).status_code == 403
    assert back(Client(), address).status_code == 403  # nor in another browser
    assert browser.get("/plans/").status_code == 302


def test_somebody_unknown_is_refused_and_no_account_is_opened(provider: str, cast: Cast) -> None:
    before = type(cast.shen).objects.count()
    browser = Client()
    answer = back(browser, at_provider(browser, "shen"))  # the name of an account is no subject
    assert answer.status_code == 403
    assert "没有为您开通账号" in answer.content.decode()
    assert browser.get("/plans/").status_code == 302
    assert type(cast.shen).objects.count() == before
    assert Event.objects.filter(action="people.sign_in_failed", data__what="openid").exists()


def test_a_closed_account_is_refused(provider: str, cast: Cast) -> None:
    type(cast.shen).objects.filter(pk=cast.shen.pk).update(is_active=False)
    browser = Client()
    assert back(browser, at_provider(browser, "20310007")).status_code == 403


def test_the_claim_of_the_settings_may_be_the_staff_number(provider: str, cast: Cast, settings: Any) -> None:
    settings.OIDC_CLAIM = "employee_number"
    ExternalIdentity.objects.update(subject="203105")  # as the provider makes it from five letters
    browser = Client()
    assert back(browser, at_provider(browser, "staff")).status_code == 302
    assert browser.get("/plans/").status_code == 200


def test_the_second_factor_of_an_account_is_asked_for(provider: str, cast: Cast) -> None:
    from django.utils import timezone

    factor = {"secret": "A" * 32, "confirmed_at": timezone.now()}
    SecondFactor.objects.create(person=cast.shen, **factor)
    browser = Client()
    assert back(browser, at_provider(browser, "20310007")).headers["Location"] == "/login/code/"
    assert browser.get("/plans/").status_code == 302


def test_state_nonce_and_pkce_are_sent_and_new_each_time(provider: str) -> None:
    asked = [parse_qs(urlsplit(Client().get("/login/openid/").headers["Location"]).query) for _twice in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]


def test_a_state_that_this_browser_did_not_begin_is_refused(provider: str) -> None:
    browser, other = Client(), Client()
    address = at_provider(browser, "20310007")
    at_provider(other, "20310007")
    assert back(other, address).status_code == 403


@pytest.mark.parametrize("wrong", ["nonce", "code_verifier"])
def test_another_nonce_or_verifier_is_refused(provider: str, wrong: str) -> None:
    browser = Client()
    address = at_provider(browser, "20310007")
    session = browser.session
    key = next(key for key in session.keys() if key.startswith("_state_"))  # noqa: SIM118
    session[key]["data"][wrong] = "x" * 48
    session.save()
    assert back(browser, address).status_code == 403
    assert browser.get("/plans/").status_code == 302


def test_a_token_for_another_client_is_refused(provider: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The token is of the real provider; what is expected of it is what is changed."""
    from duban_site.identity import openid

    browser = Client()
    address = at_provider(browser, "20310007")
    found = openid._load_provider()
    monkeypatch.setattr(openid, "_load_provider", lambda: found)
    settings.OIDC_CLIENT = "another client"
    assert back(browser, address).status_code == 403


def test_a_token_of_another_issuer_is_refused(provider: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from duban_site.identity import openid

    browser = Client()
    address = at_provider(browser, "20310007")
    found = openid._load_provider()
    monkeypatch.setattr(openid, "_load_provider", lambda: found)
    settings.OIDC_ISSUER = "https://elsewhere.example"
    assert back(browser, address).status_code == 403


def test_a_provider_that_calls_itself_otherwise_is_refused(provider: str, settings: Any) -> None:
    settings.OIDC_ISSUER = provider.replace("127.0.0.1", "localhost")
    answer = Client().get("/login/openid/")
    assert answer.status_code == 403
    assert "与设置不符" in answer.content.decode()


def test_a_provider_that_does_not_answer_is_told(settings: Any, cast: Cast) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get("/login/openid/")
    assert answer.status_code == 403
    assert "连不上" in answer.content.decode()
