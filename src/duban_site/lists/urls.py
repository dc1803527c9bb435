"""Every list at one address."""

from django.urls import URLPattern

from duban_site.core.access.page import page
from duban_site.lists import views
from duban_site.lists.models import BatchChange

SEE, CHANGE = "lists.see", "lists.change_many"

urlpatterns: list[URLPattern] = [
    page("", views.open_first_list, "lists", see=SEE),
    page("undo/<int:pk>/", views.undo_change, "undo_change", change=CHANGE, model=BatchChange),
    page("<slug:name>/", views.show_list, "list", see=SEE),
    page("<slug:name>/file.<slug:suffix>", views.download_list, "list_file", see=SEE),
    page("<slug:name>/change/", views.change_rows, "change_many", change=CHANGE),
    page("<slug:name>/view/", views.save_or_delete_view, "save_view", change="lists.save_view"),
]
