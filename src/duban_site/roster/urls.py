"""Bodies and people from one sheet."""

from duban_site.core.access.page import page
from duban_site.roster import views
from duban_site.roster.models import SlipSheet

IMPORT, PRINT = "people.import_roster", "people.print_slips"

urlpatterns = [
    page("", views.show_import, "roster", see=IMPORT, change=IMPORT),
    page("slips/<int:pk>/", views.show_slips, "slips", see=PRINT, change=PRINT, model=SlipSheet),
]
