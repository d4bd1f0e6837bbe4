"""The rows of this app, where Django looks for them."""

from tanggap.desk.brief.models import Brief, BriefLogo, BriefPlan

__all__ = ["Brief", "BriefLogo", "BriefPlan"]
