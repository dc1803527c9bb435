"""Limits on how much of a file is read into memory, with their reasons.

The longest report known is 60,000 characters (170 KB); every limit leaves room for a hundred times
that, and together they keep the worst file of each kind under 300 MB of memory. Declared sizes are
never trusted: a limit is checked on what has really been read.
"""

from __future__ import annotations

MIB = 1 << 20

MAX_FILE_BYTES = 50 * MIB
"""Any file. Documents with pictures reach tens of megabytes; a report's text never does."""

MAX_TEXT_BYTES = 16 * MIB
"""Plain text. One character above U+FFFF makes Python hold all of it at four bytes a character."""

MAX_HTML_TAGS = 200_000
"""Opening and closing tags of a web page, at up to 700 bytes each in its tree."""

MAX_HTML_ATTRIBUTES = 1_000
"""Attributes of one element: the parser compares each with all before it."""

MAX_UNPACKED_BYTES = 64 * MIB
"""All that is read out of one DOCX or OFD, together."""

MAX_UNPACK_RATIO = 200
"""Unpacked to packed bytes of one part. Office XML stays under 60; deflate can reach 1,032."""

MAX_PARTS = 10_000
"""Parts of one package. A 500-page OFD with a folder a page has about 3,000."""

MAX_XML_ELEMENTS = 360_000
"""Elements kept of one XML part, at up to 600 bytes each; a report's table of 60,000 cells fits."""

MAX_STREAM_BYTES = 16 * MIB
"""Unpacked size of one PDF stream other than a picture or a font; a page of text takes 50 KB."""

MAX_STREAMS_BYTES = 512 * MIB
"""Unpacked size of all of them together; they are unpacked piece by piece and thrown away."""

MAX_HTML_DEPTH = 2_000
"""Elements of a web page within one another: parsing takes time by the square of them."""

MAX_PAGE_TEXT = 400_000
"""Bytes of text strings in one PDF stream. pdfium takes 200 bytes for each character of a page."""

MAX_PAGE_CHARACTERS = 100_000
"""Characters placed on one page of a PDF or OFD, at up to 1,000 bytes each. A page has 5,000."""

MAX_PAGES = 2_000
"""Pages of a PDF or OFD."""

MAX_CHARACTERS = 8_000_000
"""Characters of one document, in any format with pages, cells or paragraphs."""

MAX_BLOCKS = 200_000
"""Paragraphs and cells of one document, at about 200 bytes each."""

MAX_PIXELS = 48_000_000
"""Pixels of a picture, at three bytes each and as much again while it is turned. A phone has 12."""

MAX_SCANNED_PAGES = 100
"""Pages of one PDF that are recognised from pictures, at some seconds each."""
