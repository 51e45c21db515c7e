"""What was asked and answered, how it was judged, and what follows from it. Nothing about who asked.

>>> activity = Activity.open(folder)
>>> id_ = activity.note(assistant.ask("试用期最长多久？"))
>>> activity.judge(id_, Judgement.USEFUL)
"""

from qa.activity.activity import Activity
from qa.activity.keeping import read_keep_days
from qa.activity.values import Judged, Judgement, KeptAnswer, Unanswered

__all__ = ["Activity", "Judged", "Judgement", "KeptAnswer", "Unanswered", "read_keep_days"]
