"""The office's and the bodies' pages for handling clues."""

from duban_site.core.access.page import page
from duban_site.public import views_office as office
from duban_site.public.models import Clue

SEE_CLUES = "public.see_clues"

urlpatterns = [
    page("", office.show_clues, "clues", see=SEE_CLUES),
    page("<int:pk>/", office.show_clue, "clue", see=SEE_CLUES, model=Clue),
    page("<int:pk>/decide/", office.decide_clue, "clue_decide", change="public.moderate", model=Clue),
    page("<int:pk>/answer/", office.save_answer, "clue_answer", change="public.answer", model=Clue),
    page("<int:pk>/publish/", office.change_publication, "clue_publish", change="public.publish_answer", model=Clue),
    page("<int:pk>/contact/", office.show_contact, "clue_contact", change="public.see_contact", model=Clue),
]
