"""Backup, restore, check: takes the database, the evidence and the settings of an installation.

Gives one archive with a manifest, an installation made from one, or findings. Never holds keys,
never deletes evidence, never writes over data.
"""
