"""The page of comparison."""

from duban_site.comparison import views
from duban_site.core.access.page import page

SEE = "boards.see"

urlpatterns = [
    page("", views.show_page, "comparison", see=SEE),
    page("targets.csv", views.download_csv, "comparison_csv", see=SEE),
    page("targets.json", views.download_json, "comparison_json", see=SEE),
    page("targets.xlsx", views.download_xlsx, "comparison_xlsx", see=SEE),
]
