"""Bulletins, and the papers that come from a closed month."""

from duban_site.bulletins import views, views_documents
from duban_site.bulletins.models import Bulletin
from duban_site.core.access.page import page
from duban_site.snapshots.models import Snapshot

SEE, WRITE, SEE_PAPERS = "bulletins.see", "bulletins.write", "bulletins.see_papers"
BULLETIN_PATH, PAPER_PATH = "<int:pk>/", "papers/<int:pk>/"

urlpatterns = [
    page("", views.list_bulletins, "bulletins", see=SEE),
    page("from/<int:pk>/", views.start_bulletin, "write_bulletin", change=WRITE, model=Snapshot),
    page(BULLETIN_PATH, views.show_bulletin, "bulletin", see=SEE, model=Bulletin),
    page(BULLETIN_PATH + "edit/", views.edit_words, "edit_bulletin", see=WRITE, change=WRITE, model=Bulletin),
    page(BULLETIN_PATH + "bind/", views.rebind, "bind_bulletin", change=WRITE, model=Bulletin),
    page(
        BULLETIN_PATH + "circulate/", views.circulate_draft, "circulate", change="bulletins.circulate", model=Bulletin
    ),
    page(BULLETIN_PATH + "comment/", views.submit_comment, "comment", change="bulletins.comment", model=Bulletin),
    page(BULLETIN_PATH + "comments/<int:comment>/", views.submit_answer, "answer", change=WRITE, model=Bulletin),
    page(BULLETIN_PATH + "issue/", views.issue_bulletin, "issue", change="bulletins.issue", model=Bulletin),
    page(BULLETIN_PATH + "bulletin.docx", views.download_docx, "bulletin_docx", see=SEE, model=Bulletin),
    page(BULLETIN_PATH + "bulletin.pdf", views.download_pdf, "bulletin_pdf", see=SEE, model=Bulletin),
    page(BULLETIN_PATH + "annex.xlsx", views.download_xlsx, "bulletin_xlsx", see=SEE, model=Bulletin),
    page(PAPER_PATH, views_documents.show_papers, "papers", see=SEE_PAPERS, model=Snapshot),
    page(
        PAPER_PATH + "<slug:kind>.<slug:form>", views_documents.download_paper, "paper", see=SEE_PAPERS, model=Snapshot
    ),
    page(
        PAPER_PATH + "letters/<int:body>.<slug:form>",
        views_documents.download_letter,
        "letter",
        see=SEE_PAPERS,
        model=Snapshot,
    ),
]
