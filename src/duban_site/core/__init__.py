"""底座: what all apps build on and what belongs to no single one.

takes people and their roles; gives the actor of an action, the clock, the access policy and its
pages, the log, the store of files, amounts, the words of statuses; never knows a plan or a figure.
"""
