"""责任: takes a task's words; gives ranked units with reasons; never assigns.

takes the words of a task, a table of duties and the office's past decisions; gives units in order,
each with a score and the reason for it; never assigns a unit and never writes anywhere.
"""

from duban.units.duties import Duties, Unit, default_duties
from duban.units.evidence import Evidence, default_evidence
from duban.units.names import UnitNames, same_unit
from duban.units.neighbours import Decision
from duban.units.suggesting import Suggester, Suggestion

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
