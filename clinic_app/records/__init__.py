"""The only SQLAlchemy: models, stores, units of work, upgrade. Frozen domain types come out, no row or session does."""
