"""The address of the paragraph that explains the page, and the guides' pictures."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from duban_site.help.guides import anchor_for_page, guide_for_role
from duban_site.help.pictures import PICTURES, Picture
from duban_site.people.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: dict[str, Any]) -> str:
    """Where the page is explained to its reader; nothing for who is not signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or not isinstance(user, Person):
        return ""
    guide = reverse("guide", args=[guide_for_role(user.role)])
    return f"{guide}#{anchor_for_page(match.url_name or '', request.path)}"


@register.inclusion_tag("help/picture.html")
def guide_picture(name: str) -> dict[str, Picture]:
    """A picture of the guides with its caption."""
    return {"picture": PICTURES[name]}
