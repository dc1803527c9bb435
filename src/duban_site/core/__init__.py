"""底座: what every app stands on and nobody's matter in particular.

takes people and their roles; gives the actor of an action, the clock, the access policy and its
pages, the log, the store of files, amounts, the words of statuses; never knows a plan or a figure.
"""
