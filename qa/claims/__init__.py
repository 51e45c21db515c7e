"""Whether a sentence that is worded otherwise is held by what it cites."""
