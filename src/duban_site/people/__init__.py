"""人: bodies, leaders, accounts, signing in.

takes names, roles and tries to sign in; gives the bodies and people that the plan stands on; never
knows a plan or a figure.
"""
