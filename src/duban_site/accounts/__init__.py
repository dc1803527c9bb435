"""账号: signing in, accounts, and the lists of bodies and leaders.

takes names, roles and sign-in attempts; gives sessions and the pages on which the administrator
manages people; never depends on plans or figures.
"""
