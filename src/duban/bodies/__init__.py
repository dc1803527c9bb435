"""责任: takes a task's words; gives ranked units with reasons; never assigns.

takes the words of a task, a table of duties and the office's past decisions; gives units in order,
each with a score and the reason for it; never assigns a unit and never writes anywhere.
"""

from duban.bodies.duties import Duties, Unit, default_duties
from duban.bodies.evidence import Evidence, default_evidence
from duban.bodies.names import UnitNames, same_unit
from duban.bodies.neighbours import Decision
from duban.bodies.suggesting import Suggester, Suggestion

__all__ = [
    "Decision",
    "Duties",
    "Evidence",
    "Suggester",
    "Suggestion",
    "Unit",
    "UnitNames",
    "default_duties",
    "default_evidence",
    "same_unit",
]
