"""Bulletins, and the papers that come from a closed month."""

from duban_site.bulletins import views, views_papers
from duban_site.bulletins.models import Bulletin
from duban_site.core.access.page import page
from duban_site.snapshots.models import Snapshot

SEE, WRITE, PAPERS = "bulletins.see", "bulletins.write", "bulletins.see_papers"
ONE, PAPER = "<int:pk>/", "papers/<int:pk>/"

urlpatterns = [
    page("", views.bulletins, "bulletins", see=SEE),
    page("from/<int:pk>/", views.write, "write_bulletin", change=WRITE, on=Snapshot),
    page(ONE, views.bulletin, "bulletin", see=SEE, on=Bulletin),
    page(ONE + "edit/", views.edit, "edit_bulletin", see=WRITE, change=WRITE, on=Bulletin),
    page(ONE + "bind/", views.bind, "bind_bulletin", change=WRITE, on=Bulletin),
    page(
        ONE + "circulate/",
        views.circulate_draft,
        "circulate",
        change="bulletins.circulate",
        on=Bulletin,
    ),
    page(ONE + "comment/", views.say, "comment", change="bulletins.comment", on=Bulletin),
    page(ONE + "comments/<int:comment>/", views.answer_one, "answer", change=WRITE, on=Bulletin),
    page(ONE + "issue/", views.issue_bulletin, "issue", change="bulletins.issue", on=Bulletin),
    page(ONE + "bulletin.docx", views.docx, "bulletin_docx", see=SEE, on=Bulletin),
    page(ONE + "bulletin.pdf", views.pdf, "bulletin_pdf", see=SEE, on=Bulletin),
    page(ONE + "annex.xlsx", views.xlsx, "bulletin_xlsx", see=SEE, on=Bulletin),
    page(PAPER, views_papers.papers, "papers", see=PAPERS, on=Snapshot),
    page(
        PAPER + "<slug:kind>.<slug:form>",
        views_papers.paper,
        "paper",
        see=PAPERS,
        on=Snapshot,
    ),
    page(
        PAPER + "letters/<int:body>.<slug:form>",
        views_papers.letter,
        "letter",
        see=PAPERS,
        on=Snapshot,
    ),
]
