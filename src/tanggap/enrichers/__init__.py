"""Plug-ins that judge texts: one file, one judgement; `judge` runs them all."""

from tanggap.enrichers._assessment import TextAssessment, judge, versions

__all__ = ["TextAssessment", "judge", "versions"]
