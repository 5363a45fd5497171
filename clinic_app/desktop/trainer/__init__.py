"""The trainer's workspace: today, clients and the session on the floor."""
