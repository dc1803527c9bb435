"""Searching."""

from django.urls import URLPattern

from duban_site.core.access.page import page
from duban_site.search import views

urlpatterns: list[URLPattern] = [page("search/", views.show_search, "search", see="site.search")]
