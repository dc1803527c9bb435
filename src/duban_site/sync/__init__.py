"""对接: synchronise a register's records from another system, by that system's keys.

takes a declared mapping (TOML) and rows from an HTTP JSON source, a folder of Excel or CSV files or
a database view; gives records created and changed through the same action as the API's PUT by key,
and a file of answers; never deletes what is gone at the source, and never writes to the source.
"""
