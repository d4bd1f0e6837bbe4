"""Whether what comes in, and what the machine says of it, shifts against its training and the time before."""
