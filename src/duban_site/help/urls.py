"""The guides."""

from django.urls import URLPattern

from duban_site.core.access.page import page
from duban_site.help import views

SEE = "site.help"

urlpatterns: list[URLPattern] = [
    page("", views.guides, "guides", see=SEE),
    page("<slug:name>/", views.guide, "guide", see=SEE),
]
