"""The list that a question asks for, found in a document and given whole."""
