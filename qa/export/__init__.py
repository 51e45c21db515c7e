"""A conversation written out, to be kept or passed on: plain text, Markdown, a Word document."""
