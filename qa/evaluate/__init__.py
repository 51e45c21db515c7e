"""Prove that it works."""
