"""Plug-ins that judge texts: one file, one judgement."""
