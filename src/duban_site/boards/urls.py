"""Pages that only read."""

from duban_site.boards import views
from duban_site.boards import views_commitment as one
from duban_site.core.access.page import page
from duban_site.plans.models import Plan

SEE = "boards.see"

urlpatterns = [
    page("", views.boards, "boards", see=SEE),
    page("own/", views.own, "own_board", see="boards.own"),
    page("<int:pk>/", views.overview, "overview", see=SEE, on=Plan),
    page("<int:pk>/report/", views.living, "living", see=SEE, on=Plan),
    page("<int:pk>/commitments/", views.table, "board_table", see=SEE, on=Plan),
    page("<int:pk>/commitments.csv", views.table_csv, "board_csv", see=SEE, on=Plan),
    page("<int:pk>/commitments.xlsx", views.table_xlsx, "board_xlsx", see=SEE, on=Plan),
    page("<int:pk>/bodies/", views.bodies, "board_bodies", see=SEE, on=Plan),
    page("<int:pk>/bodies/<int:body>/", views.body, "board_body", see=SEE, on=Plan),
    page("<int:pk>/leaders/<int:leader>/", views.leader, "board_leader", see=SEE, on=Plan),
    page("commitments/<int:key>/", one.commitment, "board_commitment", see=SEE),
    page("commitments/<int:key>/card/", one.card, "board_card", see=SEE),
]
