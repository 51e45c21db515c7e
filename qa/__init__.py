"""Turn a question into an answer with citations."""
