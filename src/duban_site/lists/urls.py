"""Every list at one address."""

from django.urls import URLPattern

from duban_site.core.access.page import page
from duban_site.lists import views
from duban_site.lists.models import BatchChange

SEE, CHANGE = "lists.see", "lists.change_many"

urlpatterns: list[URLPattern] = [
    page("", views.lists, "lists", see=SEE),
    page("undo/<int:pk>/", views.undo_change, "undo_change", change=CHANGE, on=BatchChange),
    page("<slug:name>/", views.listing, "list", see=SEE),
    page("<slug:name>/file.<slug:suffix>", views.listing_file, "list_file", see=SEE),
    page("<slug:name>/change/", views.change, "change_many", change=CHANGE),
    page("<slug:name>/view/", views.view, "save_view", change="lists.save_view"),
]
