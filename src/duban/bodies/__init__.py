"""责任: takes a task's words; gives ranked bodies with reasons; never assigns.

takes the words of a task, a table of duties and the office's past decisions; gives bodies in order,
each with a score and the reason for it; never assigns a body and never writes anywhere.
"""

from duban.bodies.duties import Body, Duties, load_default_duties
from duban.bodies.evidence import Evidence, load_default_evidence
from duban.bodies.names import BodyNames, same_body
from duban.bodies.neighbours import Decision
from duban.bodies.suggest import Suggester, Suggestion

__all__ = [
    "Body",
    "BodyNames",
    "Decision",
    "Duties",
    "Evidence",
    "Suggester",
    "Suggestion",
    "load_default_duties",
    "load_default_evidence",
    "same_body",
]
