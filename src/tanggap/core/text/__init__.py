"""Words and sentences of Indonesian and Banjarese."""
