"""The message formats of the platforms for notices: one file each.

takes a channel, a message and the time; gives the request as the platform documents it, and the
meaning of its answer; never opens a connection.
"""

from duban_site.orders.channels.formats import build_request, parse_answer
from duban_site.orders.channels.message import Answer, Message, Request, Verdict

__all__ = ["Answer", "Message", "Request", "Verdict", "build_request", "parse_answer"]
