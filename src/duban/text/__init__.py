"""文本: characters with positions.

takes a string or a `Document`; gives a canonical string of the same length, and paragraphs,
sentences and clauses as spans of it; never knows what a number or a promise is.
"""

from duban.text.dates import convert_chinese_dates
from duban.text.document import Block, Document
from duban.text.normalise import canonicalise
from duban.text.spans import Span

__all__ = ["Block", "Document", "Span", "canonicalise", "convert_chinese_dates"]
