"""The office's and the bodies' pages for handling clues."""

from duban_site.core.access.page import page
from duban_site.public import views_office as office
from duban_site.public.models import Clue

SEE = "public.see_clues"

urlpatterns = [
    page("", office.clues, "clues", see=SEE),
    page("<int:pk>/", office.clue, "clue", see=SEE, on=Clue),
    page("<int:pk>/decide/", office.decide, "clue_decide", change="public.moderate", on=Clue),
    page("<int:pk>/answer/", office.answered, "clue_answer", change="public.answer", on=Clue),
    page(
        "<int:pk>/publish/",
        office.published,
        "clue_publish",
        change="public.publish_answer",
        on=Clue,
    ),
    page("<int:pk>/contact/", office.contact, "clue_contact", change="public.see_contact", on=Clue),
]
