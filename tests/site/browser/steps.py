"""What people do in a browser, as words."""

from __future__ import annotations

from typing import Any

from cast_of_people import PASSWORD


def sign_in(page: Any, username: str) -> Any:
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    arrive(page, page.locator("main button"))
    assert "/login/" not in page.url
    return page


def press(page: Any, name: str) -> None:
    """Press the page's button, and wait for the page that the service answers with."""
    arrive(page, page.get_by_role("main").get_by_role("button", name=name, exact=True).first)


def leave_empty(page: Any) -> None:
    """Tick, where the page asks, that items stay empty."""
    for box in page.get_by_label("项没有填报").all():
        box.check()


def arrive(page: Any, target: Any) -> None:
    """Click what leads to another page, or to the same one anew, and wait until it is there.

    A click alone may return while the old page still stands, and what is read then is the old one.
    """
    with page.expect_navigation():
        target.click()


def said(page: Any) -> str:
    return str(page.locator(".messages").inner_text())


def sections(page: Any) -> list[str]:
    """The words of the main navigation."""
    links = page.locator(".top nav a").all()
    return [(link.text_content() or "").strip().split("\n")[0].strip() for link in links]
