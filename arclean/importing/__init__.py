"""Rules of other tools, brought into format 1, with a list of what could not be said in it."""
