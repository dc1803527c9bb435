"""Pages that only read."""

from duban_site.boards import views, views_commitment
from duban_site.core.access.page import page
from duban_site.plans.models import Plan

SEE = "boards.see"

urlpatterns = [
    page("", views.list_boards, "boards", see=SEE),
    page("own/", views.open_leader_board, "own_board", see="boards.own"),
    page("<int:pk>/", views.show_overview, "overview", see=SEE, model=Plan),
    page("<int:pk>/report/", views.show_living_report, "living", see=SEE, model=Plan),
    page("<int:pk>/commitments/", views.show_table, "board_table", see=SEE, model=Plan),
    page("<int:pk>/commitments.csv", views.download_csv, "board_csv", see=SEE, model=Plan),
    page("<int:pk>/commitments.xlsx", views.download_xlsx, "board_xlsx", see=SEE, model=Plan),
    page("<int:pk>/bodies/", views.show_bodies, "board_bodies", see=SEE, model=Plan),
    page("<int:pk>/bodies/<int:body>/", views.show_body, "board_body", see=SEE, model=Plan),
    page("<int:pk>/leaders/<int:leader>/", views.show_leader, "board_leader", see=SEE, model=Plan),
    page("commitments/<int:key>/", views_commitment.show_commitment, "board_commitment", see=SEE),
    page("commitments/<int:key>/card/", views_commitment.show_card, "board_card", see=SEE),
]
