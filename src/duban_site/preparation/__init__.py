"""开始执行之前: from an imported report to a plan in force.

takes a draft plan; gives the list of what is still missing, the table of all schedules, putting in
force and undoing it; never judges a figure.
"""
