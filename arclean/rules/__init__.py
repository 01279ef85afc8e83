"""Rule files: YAML that is read strictly, checked, and compiled to plain data for the engine.

This module imports nothing: the text path runs from a prebuilt bundle and pays for no YAML reader.
"""
