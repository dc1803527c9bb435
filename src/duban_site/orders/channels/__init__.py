"""The formats of the platforms that notices go out by: one file each.

takes a channel, a message and the moment; gives the request as the platform publishes it, and what
its answer means; never opens a connection.
"""

from duban_site.orders.channels.formats import answer_of, request_of
from duban_site.orders.channels.message import Answer, Message, Request, Verdict

__all__ = ["Answer", "Message", "Request", "Verdict", "answer_of", "request_of"]
