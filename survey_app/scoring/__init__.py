"""What the answers say: pure functions from counts to figures with their base and interval.

Needs numpy, scipy and the standard library only; knows no question, no database and no page.
Proportions are in [0, 1]; an index is on 0-100; None or nan means unknown and is never 0.
"""
