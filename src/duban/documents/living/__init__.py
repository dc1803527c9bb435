"""活报告: a report as one page in which every commitment and number is marked.

takes a `Report`; gives one self-contained HTML page (no outside script, font or image);
never changes a character of the text, never says more than the reader found.
"""

from duban.documents.living.page import render_living_report

__all__ = ["render_living_report"]
