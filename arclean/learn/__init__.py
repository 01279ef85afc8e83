"""Drafting rule files from pages: what repeats at the edges of a site's pages becomes rules.

``learn_site`` takes pages of one site to a draft: a complete rule file with tests, and a list of
what it was unsure of. It works on plain text; HTML goes through a reader that makes lines of it.
"""
