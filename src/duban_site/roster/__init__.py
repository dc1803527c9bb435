"""花名册: the bodies, their leaders and the people of an office, from one workbook.

takes a filled workbook; gives a preview of its changes, then bodies, leaders and accounts, and
first passwords on slips that are printed once; never grants a right that needs a second person's
approval.
"""
