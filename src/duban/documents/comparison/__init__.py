"""地区对比: a comparison as data, as a workbook, and as a page of charts.

takes a Comparison; gives JSON, CSV, XLSX, or one self-contained HTML page with its own SVG; never
compares anything itself, and shows no order of merit.
"""

from duban.documents.comparison.data import comparison_csv, comparison_json, comparison_xlsx
from duban.documents.comparison.page import comparison_page

__all__ = ["comparison_csv", "comparison_json", "comparison_page", "comparison_xlsx"]
