"""Main content of HTML pages: arclean beside the extractors that people use."""
