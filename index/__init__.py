"""Turn documents into something searchable."""
