"""Benchmarks that print ratios, so that they mean the same on any machine. Run by `make bench`."""
