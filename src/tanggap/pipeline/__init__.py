"""The way of a mention: steps, their queue wrappers, the schedule and the reactions."""
