"""人: units, leaders, accounts, signing in.

takes names, roles and tries to sign in; gives the units and people that the plan stands on; never
knows a plan or a figure.
"""
