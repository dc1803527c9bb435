"""身份: who somebody is: signing in, passwords, second factor, sessions, approvals.

takes names, passwords, codes and what an identity provider or directory says; gives a signed-in
person, or a refusal; never knows a plan or a figure, and what a person may do is decided elsewhere.
"""
