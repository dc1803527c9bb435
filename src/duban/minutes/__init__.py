"""Takes the text of a meeting's minutes (会议纪要) and the day of the meeting.

Gives the matters decided: the words, the body that leads, those that help, and the day by which.
Never takes for a matter what was only heard, praised or stressed, and never makes up a date.
"""

from duban.minutes.reading import Matter, held_on, read_minutes

__all__ = ["Matter", "held_on", "read_minutes"]
