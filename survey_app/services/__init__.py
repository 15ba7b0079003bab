"""Use cases, one function each: session first, time and random values as arguments; callers commit."""
