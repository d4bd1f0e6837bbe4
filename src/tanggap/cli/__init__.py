"""The command tanggap."""
