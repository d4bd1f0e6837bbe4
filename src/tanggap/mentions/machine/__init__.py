"""The machine's judgements, switched on and off one by one."""
