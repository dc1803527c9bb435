"""人: bodies, leaders and people, as every app names them.

takes names and roles; gives the bodies and people that all other apps refer to; has no pages.
"""
