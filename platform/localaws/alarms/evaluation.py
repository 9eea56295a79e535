"""What state an alarm is in, by the figures of the periods that it looks back on.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

OK, ALARM, UNKNOWN = "OK", "ALARM", "INSUFFICIENT_DATA"
COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def counts(moments: Sequence[datetime], now: datetime, alarm: Any) -> list[int | None]:
    """How often something happened in each period, the newest first; None where it never did."""
    period, found = timedelta(seconds=int(alarm.period)), list[int | None]()
    for number in range(int(alarm.evaluation_periods)):
        end = now - number * period
        count = sum(end - period < moment <= end for moment in moments)
        found.append(count or None)
    return found


def state(figures: Sequence[int | None], alarm: Any) -> str:
    """The state that an alarm comes to; the one that it has where it ignores missing data."""
    missing = alarm.treat_missing_data or "missing"
    known = [figure for figure in figures if figure is not None]
    if not known and missing == "missing":
        return UNKNOWN
    if not known and missing == "ignore":
        return alarm.state_value
    compare = COMPARED[alarm.comparison_operator]
    breaching = sum(compare(figure, float(alarm.threshold)) for figure in known)
    if missing == "breaching":
        breaching += len(figures) - len(known)
    needed = int(alarm.datapoints_to_alarm or alarm.evaluation_periods)
    return ALARM if breaching >= needed else OK
