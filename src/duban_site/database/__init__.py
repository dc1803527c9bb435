"""数据库: Django's backends for SQLite and PostgreSQL, which track every row that is written.

takes what the ORM writes; gives, per connection, the rows of the log's tables that changed since
the log's last event, so that `audit` can log their digests with it; never changes what is written.
"""
