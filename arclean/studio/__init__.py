"""The studio: one rule file beside the pages that it is for, on a local web page.

``session`` says what a rule file does to the pages, ``propose`` turns a marked line into a rule,
``rulefile`` is the file on disk, ``worker`` runs session and proposals in a process that can be
ended, ``server`` is the web page around them.
"""
