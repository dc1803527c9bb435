"""Orders and their steps, proposals, notices, calendars."""

from duban_site.core.access.page import page
from duban_site.orders import views, views_channels, views_own, views_proposals
from duban_site.orders.models import Channel, Order, Proposal, StepFile
from duban_site.orders.views_steps import ACTS, view_of
from duban_site.plans.models import Plan
from duban_site.reporting.models import ReportingRound

SEE, DRAFT, EDIT = "orders.see", "orders.draft", "orders.edit"
DECIDE, CALENDAR = "orders.decide_proposal", "orders.calendar"
NOTICES, FEED = "orders.notices", "orders.calendar_feed"
ONE = "<int:pk>/"
PROPOSAL = "proposals/<int:pk>/"

urlpatterns = [
    page("", views.orders, "orders", see=SEE),
    page("mine/", views.mine, "my_orders", see="orders.see_mine"),
    page("due/", views.falling_due, "orders_due", see="orders.see_due"),
    page("new/", views.open_order, "open_order", see=DRAFT, change=DRAFT),
    page(ONE, views.order, "order", see=SEE, on=Order),
    page(ONE + "print/", views.order_print, "order_print", see=SEE, on=Order),
    page(ONE + "edit/", views.edit_order, "edit_order", see=EDIT, change=EDIT, on=Order),
    page("files/<int:pk>/", views.step_file, "step_file", see=SEE, on=StepFile),
    *(
        page(
            f"{ONE}{action.replace('_', '-')}/",
            view_of(action),
            f"order_{action}",
            change=f"orders.{action}",
            on=Order,
        )
        for action in ACTS
    ),
    page(
        "channels/",
        views_channels.channels,
        "channels",
        see="orders.see_channels",
        change="orders.manage_channels",
    ),
    page(
        "channels/<int:pk>/",
        views_channels.channel,
        "channel",
        change="orders.manage_channels",
        on=Channel,
    ),
    page("proposals/", views_proposals.proposals, "proposals", see="orders.see_proposals"),
    page(
        "plans/<int:pk>/propose/",
        views_proposals.ask,
        "propose",
        change="orders.propose",
        on=Plan,
    ),
    page(
        "proposals/confirm/",
        views_proposals.confirm_many,
        "confirm_proposals",
        change=DECIDE,
    ),
    page(
        PROPOSAL + "confirm/",
        views_proposals.confirm,
        "confirm_proposal",
        change=DECIDE,
        on=Proposal,
    ),
    page(
        PROPOSAL + "decline/",
        views_proposals.decline,
        "decline_proposal",
        change=DECIDE,
        on=Proposal,
    ),
    page(
        "rounds/<int:pk>/urge/",
        views_own.urge,
        "urge_reports",
        change="reporting.urge",
        on=ReportingRound,
    ),
    page("notices/", views_own.notices, "notices", see=NOTICES, change=NOTICES),
    page("calendar/", views_own.calendar, "calendar", see=CALENDAR, change=CALENDAR),
    page("calendar/revoke/", views_own.revoke, "revoke_calendar", change=CALENDAR),
    page("calendar/<str:token>.ics", views_own.feed, "calendar_feed", see=FEED),
]
