"""后台任务: work beside the requests.

takes jobs that actions enqueue in their own transaction, and timers that fall due; gives each to
one worker, once, and stores its progress and result for the person who enqueued it; never knows
what a job does: each app registers its kinds in its `tasks.py`.
"""
