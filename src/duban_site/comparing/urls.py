"""The page of comparison."""

from duban_site.access.page import page
from duban_site.comparing import views

SEE = "boards.see"

urlpatterns = [
    page("", views.page, "comparing", see=SEE),
    page("targets.csv", views.csv, "comparing_csv", see=SEE),
    page("targets.json", views.json, "comparing_json", see=SEE),
    page("targets.xlsx", views.xlsx, "comparing_xlsx", see=SEE),
]
