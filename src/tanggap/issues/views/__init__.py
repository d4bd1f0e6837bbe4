"""The register of issues, the pages of one issue, opening one, and what is done to it."""
