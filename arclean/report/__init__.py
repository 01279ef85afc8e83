"""What arclean has to say about its work: removals explained, diffs, records to restore from,
statistics.

Everything here turns results into text; nothing here decides what is removed.
"""
