"""Figures as pages read them."""
