"""地区对比: a comparison as data, as a workbook, and as a page of charts.

takes a Comparison; gives JSON, CSV, XLSX, or one self-contained HTML page with its own SVG; never
compares anything itself, and shows no order of merit.
"""

from duban.documents.comparison.page import render_comparison_page
from duban.documents.comparison.tables import render_comparison_csv, render_comparison_json, render_comparison_xlsx

__all__ = ["render_comparison_csv", "render_comparison_json", "render_comparison_page", "render_comparison_xlsx"]
