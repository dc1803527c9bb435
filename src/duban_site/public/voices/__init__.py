"""线索与公众评价: citizens' clues and ratings about a commitment.

takes forms without an account; gives the office clues to handle and the public what the office
published; never shows a citizen's text or contact to the public, nor links either to an address.
"""
