"""The first page."""

from duban_site.core.access.page import page
from duban_site.home import views

urlpatterns = [page("", views.show_home, "home", see="site.home")]
