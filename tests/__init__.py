"""Tests: sentences about what the program does, on real databases, real PDF text and a real window."""
