"""帮助: a guide for each role, and from every page the way to the paragraph that explains it.

takes a role and a page; gives a guide and an anchor in it; never needs a network.
"""
