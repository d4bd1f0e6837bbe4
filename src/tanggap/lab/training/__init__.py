"""Training of the shipped models from labelled data; needs scikit-learn, which judging does not."""
