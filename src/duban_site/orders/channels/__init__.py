"""The message formats of the platforms for notices: one file each.

takes a channel, a message and the time; gives the request as the platform documents it, and the
meaning of its answer; never opens a connection.
"""

from duban_site.orders.channels.formats import answer_of, request_of
from duban_site.orders.channels.message import Answer, Message, Request, Verdict

__all__ = ["Answer", "Message", "Request", "Verdict", "answer_of", "request_of"]
