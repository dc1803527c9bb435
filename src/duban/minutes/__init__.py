"""Takes the text of a meeting's minutes (会议纪要) and the day of the meeting.

Gives the matters decided: text, lead body, cooperating bodies and due date. What was only heard,
praised or stressed is not a matter, and a date is never invented.
"""

from duban.minutes.reading import Matter, find_meeting_date, read_minutes

__all__ = ["Matter", "find_meeting_date", "read_minutes"]
