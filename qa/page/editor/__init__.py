"""The page of those who keep the documents."""
