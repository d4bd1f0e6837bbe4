"""Pure Python and NumPy: types, errors, registry and the science. No Django, no I/O, no clock."""
