"""Changes of a plan before it is in force: schedules, deleting a draft, undoing activation."""
