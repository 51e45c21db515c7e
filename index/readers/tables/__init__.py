"""Rows of tables of every format as lines."""
