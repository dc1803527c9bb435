"""花名册: the bodies, their leaders and the people of an office, from one workbook.

takes a filled workbook; gives what it would change, then bodies, leaders and accounts, and first
passwords on slips that are shown once; never gives a right that needs a second person's approval.
"""
