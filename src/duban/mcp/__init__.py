"""智能助手: questions about what is published, answered with quotes, addresses and what is missing.

takes the open data of published plans (a folder, a site's address, or the service's own); gives
answers as JSON, and a server of the Model Context Protocol; never writes, and never knows more than
everybody may.
"""

from duban.mcp.plans import PublishedPlan, Shelf
from duban.mcp.sources import NothingPublishedError, from_address, from_folder
from duban.mcp.tools import Tools

__all__ = [
    "NothingPublishedError",
    "PublishedPlan",
    "Shelf",
    "Tools",
    "from_address",
    "from_folder",
]
