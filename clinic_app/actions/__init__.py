"""One function per user action: it opens one unit of work and returns frozen data and what changed. No Qt, no SQL."""
