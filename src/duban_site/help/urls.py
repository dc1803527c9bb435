"""The guides."""

from django.urls import URLPattern

from duban_site.core.access.page import page
from duban_site.help import views

SEE = "site.help"

urlpatterns: list[URLPattern] = [
    page("", views.redirect_to_guide, "guides", see=SEE),
    page("rights/", views.show_rights, "rights", see=SEE),
    page("<slug:name>/", views.show_guide, "guide", see=SEE),
]
