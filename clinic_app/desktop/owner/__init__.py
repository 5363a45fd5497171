"""The owner's workspace: the studio's profile, its staff, its backups and its audit."""
