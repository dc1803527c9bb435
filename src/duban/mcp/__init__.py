"""智能助手: questions about what is published, answered with quotes, addresses and what is missing.

takes the open data of published plans (a folder, a site's address, or the service's own); gives
answers as JSON, and a server of the Model Context Protocol; never writes, and never knows more than
everybody may.
"""

from duban.mcp.plans import Publication, PublishedPlan
from duban.mcp.sources import NothingPublishedError, load_from_address, load_from_folder
from duban.mcp.tools import Tools

__all__ = ["NothingPublishedError", "Publication", "PublishedPlan", "Tools", "load_from_address", "load_from_folder"]
