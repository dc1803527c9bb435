"""The page of comparison."""

from duban_site.comparison import views
from duban_site.core.access.page import page

SEE = "boards.see"

urlpatterns = [
    page("", views.page, "comparison", see=SEE),
    page("targets.csv", views.csv, "comparison_csv", see=SEE),
    page("targets.json", views.json, "comparison_json", see=SEE),
    page("targets.xlsx", views.xlsx, "comparison_xlsx", see=SEE),
]
