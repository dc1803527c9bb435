"""抽样核读: samples values for a human reader, and computes precision from the reader's marks.

Takes a panel's rows; gives a sample over its strata, a page to mark it on without a network, and
precision with its interval; never decides what is right: only a reader does.
"""

from duban.sampling.marks import Precision, compute_precision, read_marks, wilson
from duban.sampling.page import render_marking_page
from duban.sampling.strata import SampledClaim, draw_sample

__all__ = [
    "Precision",
    "SampledClaim",
    "compute_precision",
    "draw_sample",
    "read_marks",
    "render_marking_page",
    "wilson",
]
