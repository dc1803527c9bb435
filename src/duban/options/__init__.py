"""Options: what may be set, declared once, and how a value is read and described.

Takes declarations (TOML: type, default, legal values, label and help in two languages, who may change it)
and written values; gives typed values, errors that say what may be written, and reference pages. It never
knows what an option is for, and reads no environment.
"""

from duban.options.option import Option, OptionError, load_options

__all__ = ["Option", "OptionError", "load_options"]
