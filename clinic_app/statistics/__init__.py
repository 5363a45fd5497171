"""Counting, suppression and audit of a release, and the files that leave. No Qt, no SQL: it gets coded rows."""
