"""Every list by its key."""

from duban_site.lists.queries.general_lists import BODIES, EVIDENCE, ORDERS, RECORDS
from duban_site.lists.queries.plan_lists import COMMITMENTS, INDICATORS

LISTINGS = {listing.key: listing for listing in (COMMITMENTS, INDICATORS, ORDERS, RECORDS, BODIES, EVIDENCE)}
