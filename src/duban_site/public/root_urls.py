"""Addresses at the root of the host, where search engines expect them."""

from duban_site.core.access.page import page
from duban_site.public import views_robots

SEE = "public.see"
urlpatterns = [
    page("robots.txt", views_robots.serve_robots, "robots", see=SEE),
    page("sitemap.xml", views_robots.serve_sitemap_index, "sitemap", see=SEE),
]
