"""演示: a seeded service to look at.

takes the bundled sample report and the facts tables; gives a database of two plans, with somebody
in each role; never touches a database that holds anything else.
"""
