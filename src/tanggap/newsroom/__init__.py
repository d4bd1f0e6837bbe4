"""Publications, corrections, press kit, media contacts; waits for its issue."""
