"""The queue of reviews: which mention a person is offered next, the answer, and how often the machine was right."""
