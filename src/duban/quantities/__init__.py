"""数量: numerals, units, ranges and bounds.

takes canonical text; gives `Quantity` values with their spans (1.3万座, 六成, 5%-5.5%, 十余万), and
numerals both ways; never decides what a quantity is about.
"""

from duban.quantities.numerals import parse_numeral, to_numeral
from duban.quantities.scan import Quantity, scan

__all__ = ["Quantity", "parse_numeral", "scan", "to_numeral"]
