"""Use cases, one function each: session first, time and chance as arguments; callers commit."""
