"""The rubric on screen, ratings by people, blind rounds and how far people and machine agree."""
