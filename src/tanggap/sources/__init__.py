"""Sources and their health, fetch log, imports and quarantine."""
