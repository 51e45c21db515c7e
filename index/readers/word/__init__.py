"""Word files, from their XML."""
