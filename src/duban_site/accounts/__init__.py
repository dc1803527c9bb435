"""账号: signing in, accounts, and the lists of bodies and leaders.

takes names, roles and tries to sign in; gives sessions and the pages on which the administrator
manages people; never knows a plan or a figure.
"""
