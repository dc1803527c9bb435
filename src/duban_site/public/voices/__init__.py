"""线索与公众评价: what citizens say of a commitment.

takes a form without an account; gives the office its work and the public what the office published;
never shows a citizen's own words or contact to the public, and never ties either to an address.
"""
