"""What is true in the clinic: frozen types and the rules that hold for them. No Qt, no SQL, no PDF, no files."""
