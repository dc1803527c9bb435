"""权限: who may do what to which thing.

takes a person, an action and a thing; gives yes or no, and the things of a kind that the person may
see; never anything else decides: every view and every action asks here.
"""
