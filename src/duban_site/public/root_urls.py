"""What stands at the root of the host: programs look nowhere else for it."""

from duban_site.core.access.page import page
from duban_site.public import views_robots

SEE = "public.see"
urlpatterns = [
    page("robots.txt", views_robots.robots, "robots", see=SEE),
    page("sitemap.xml", views_robots.sitemap, "sitemap", see=SEE),
]
