"""人: bodies, leaders and people, as every app names them.

takes names and roles; gives the bodies and people that the plan stands on; never knows a page.
"""
