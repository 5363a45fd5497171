"""The pictures that people look at before a release, and how they are drawn anew."""
