"""What is agreed: levels and their clocks; guidelines come with their issue."""
