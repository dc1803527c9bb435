"""台账: registers in use.

takes declarations and the events that people enter; gives records, lists, boards, measures and the
figures that measures feed to claims; never holds a rule of its own: `duban.registers` does.
"""
