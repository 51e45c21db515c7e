"""The words of a quote that answer."""
