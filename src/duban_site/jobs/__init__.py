"""后台任务: work beside the requests.

takes jobs that actions enqueue in their own transaction, and timers that fall due; gives each to a
worker, once, and keeps its progress and result where the person who asked sees them; never knows
what a job does: each app registers its kinds in its `tasks.py`.
"""
