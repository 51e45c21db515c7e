"""Scans and pictures: text recognised."""
