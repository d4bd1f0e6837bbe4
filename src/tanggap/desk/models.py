"""The rows of this app, where Django looks for them."""

from tanggap.desk.brief.models import Brief, BriefLogo, BriefPlan, BriefSchedule
from tanggap.desk.charts.models import ChangedHour, DailyCount

__all__ = ["Brief", "BriefLogo", "BriefPlan", "BriefSchedule", "ChangedHour", "DailyCount"]
