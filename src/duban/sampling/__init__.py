"""抽样核读: samples values for a human reader, and computes precision from the reader's marks.

Takes a panel's rows; gives a sample over its strata, a page to mark it on without a network, and
precision with its interval; never decides what is right: only a reader does.
"""

from duban.sampling.drawing import Drawn, draw
from duban.sampling.marks import MarksError, Precision, precision, read_marks, wilson
from duban.sampling.page import marking_page

__all__ = [
    "Drawn",
    "MarksError",
    "Precision",
    "draw",
    "marking_page",
    "precision",
    "read_marks",
    "wilson",
]
