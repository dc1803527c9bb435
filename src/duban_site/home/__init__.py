"""待办: the first page of each role.

takes the signed-in person and the day; gives what waits for that person, the oldest and worst
first, each with the page on which it is done; never changes anything.
"""
