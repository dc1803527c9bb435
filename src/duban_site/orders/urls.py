"""Orders and their steps, proposals, notices, calendars."""

from duban_site.core.access.page import page
from duban_site.orders import views, views_channels, views_notices, views_proposals
from duban_site.orders.models import Channel, Order, Proposal, StepFile
from duban_site.orders.views_steps import ACTION_BY_NAME, make_step_view
from duban_site.plans.models import Plan
from duban_site.reporting.models import ReportingRound

SEE_RIGHT, DRAFT_RIGHT, EDIT_RIGHT = "orders.see", "orders.draft", "orders.edit"
DECIDE_RIGHT, CALENDAR_RIGHT = "orders.decide_proposal", "orders.calendar"
NOTICES_RIGHT, FEED_RIGHT = "orders.notices", "orders.calendar_feed"
ORDER_PATH = "<int:pk>/"
PROPOSAL_PATH = "proposals/<int:pk>/"

urlpatterns = [
    page("", views.show_orders, "orders", see=SEE_RIGHT),
    page("mine/", views.show_my_orders, "my_orders", see="orders.see_mine"),
    page("due/", views.show_due_orders, "orders_due", see="orders.see_due"),
    page("new/", views.open_order, "open_order", see=DRAFT_RIGHT, change=DRAFT_RIGHT),
    page(ORDER_PATH, views.show_order, "order", see=SEE_RIGHT, model=Order),
    page(ORDER_PATH + "print/", views.print_order, "order_print", see=SEE_RIGHT, model=Order),
    page(ORDER_PATH + "edit/", views.edit_order, "edit_order", see=EDIT_RIGHT, change=EDIT_RIGHT, model=Order),
    page("files/<int:pk>/", views.download_step_file, "step_file", see=SEE_RIGHT, model=StepFile),
    *(
        page(
            f"{ORDER_PATH}{action.replace('_', '-')}/",
            make_step_view(action),
            f"order_{action}",
            change=f"orders.{action}",
            model=Order,
        )
        for action in ACTION_BY_NAME
    ),
    page(
        "channels/",
        views_channels.show_channels,
        "channels",
        see="orders.see_channels",
        change="orders.manage_channels",
    ),
    page(
        "channels/<int:pk>/", views_channels.change_channel, "channel", change="orders.manage_channels", model=Channel
    ),
    page("proposals/", views_proposals.show_proposals, "proposals", see="orders.see_proposals"),
    page("plans/<int:pk>/propose/", views_proposals.propose_for_plan, "propose", change="orders.propose", model=Plan),
    page("proposals/confirm/", views_proposals.confirm_proposals, "confirm_proposals", change=DECIDE_RIGHT),
    page(
        PROPOSAL_PATH + "confirm/",
        views_proposals.confirm_proposal,
        "confirm_proposal",
        change=DECIDE_RIGHT,
        model=Proposal,
    ),
    page(
        PROPOSAL_PATH + "decline/",
        views_proposals.decline_proposal,
        "decline_proposal",
        change=DECIDE_RIGHT,
        model=Proposal,
    ),
    page(
        "rounds/<int:pk>/urge/",
        views_notices.urge_bodies,
        "urge_reports",
        change="reporting.urge",
        model=ReportingRound,
    ),
    page("notices/", views_notices.show_notices, "notices", see=NOTICES_RIGHT, change=NOTICES_RIGHT),
    page("calendar/", views_notices.show_calendar, "calendar", see=CALENDAR_RIGHT, change=CALENDAR_RIGHT),
    page("calendar/revoke/", views_notices.revoke_calendar_address, "revoke_calendar", change=CALENDAR_RIGHT),
    page("calendar/<str:token>.ics", views_notices.serve_calendar, "calendar_feed", see=FEED_RIGHT),
]
