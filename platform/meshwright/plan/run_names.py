"""The names and ARNs of what refreshes a product's tables, as `names` makes all others.

A product's are `<prefix>--<domain>--<product>` of its origin, a domain's `<prefix>--<domain>`, and
where one type has several of a product, what they are for comes last.
"""

from meshwright.ids import parts
from meshwright.plan.names import joined, prefix
from meshwright.specs.environment import Place

SOURCE, REFRESHED = "mesh", "refreshed"
"""Source and detail type of the event that tells of new rows."""
DEFAULT_BUS = "default"
"""The account's own bus, on which AWS's services tell what happens."""


def arn(service: str, place: Place, resource: str) -> str:
    return f"arn:{place.partition}:{service}:{place.region}:{place.account}:{resource}"


# One for the environment.


def event_bus(place: Place) -> str:
    return prefix(place)


def metrics(place: Place) -> str:
    """The namespace of the metrics by which runs are counted."""
    return prefix(place)


def event_bus_arn(place: Place) -> str:
    return arn("events", place, f"event-bus/{event_bus(place)}")


def all_events(place: Place) -> list[str]:
    """The bus of the mesh, and its rules there and on the account's own bus."""
    rule = arn("events", place, "rule/")
    ours = joined(place, "*")
    return [event_bus_arn(place), f"{rule}{event_bus(place)}/{ours}", f"{rule}{ours}"]


def all_schedules(place: Place) -> list[str]:
    """The groups of all domains, and the schedules in them."""
    ours = joined(place, "*")
    return [
        arn("scheduler", place, f"schedule-group/{ours}"),
        arn("scheduler", place, f"schedule/{ours}/*"),
    ]


def every_alarm_arn(place: Place) -> str:
    return arn("cloudwatch", place, "alarm:*")


# One for a domain.


def topic(domain: str, place: Place) -> str:
    """Where a domain hears of its products' failures."""
    return joined(place, domain)


def topic_arn(domain: str, place: Place) -> str:
    return arn("sns", place, topic(domain, place))


def schedule_group(domain: str, place: Place) -> str:
    return joined(place, domain)


def schedules_arn(domain: str, place: Place) -> str:
    """The schedules of a domain's group, as one pattern."""
    return arn("scheduler", place, f"schedule/{schedule_group(domain, place)}/*")


def slack_channel(domain: str, place: Place) -> str:
    return joined(place, domain)


# One or more for a product.


def workgroup(origin: str, place: Place) -> str:
    """Where a product's machine queries: who shares a workgroup shares its history of queries."""
    return joined(place, *parts(origin))


def workgroup_arn(origin: str, place: Place) -> str:
    return arn("athena", place, f"workgroup/{workgroup(origin, place)}")


def state_machine(origin: str, place: Place) -> str:
    return joined(place, *parts(origin))


def state_machine_arn(origin: str, place: Place) -> str:
    return arn("states", place, f"stateMachine:{state_machine(origin, place)}")


def executions_arn(origin: str, place: Place) -> str:
    """The runs of a product's machine, as one pattern."""
    return arn("states", place, f"execution:{state_machine(origin, place)}:*")


def domain_executions_arn(domain: str, place: Place) -> str:
    """The runs of the machines of a domain's products, as one pattern."""
    return arn("states", place, f"execution:{joined(place, domain, '*')}")


def all_executions_arn(place: Place) -> str:
    """The runs of all of the mesh's machines, as one pattern."""
    return arn("states", place, f"execution:{joined(place, '*')}")


def state_machines_arn(domain: str, place: Place) -> str:
    """The machines of a domain's products, as one pattern; of all domains, given `*`."""
    return arn("states", place, f"stateMachine:{joined(place, domain, '*')}")


def schedule(origin: str, purpose: str, place: Place) -> str:
    return joined(place, *parts(origin), purpose)


def event_rule(origin: str, purpose: str, place: Place) -> str:
    return joined(place, *parts(origin), purpose)


def event_rule_arn(origin: str, purpose: str, bus: str, place: Place) -> str:
    """Rules of the account's own bus are named without it."""
    inside = "" if bus == DEFAULT_BUS else f"{bus}/"
    return arn("events", place, f"rule/{inside}{event_rule(origin, purpose, place)}")


def alarms_arn(domain: str, place: Place) -> str:
    """The alarms of a domain's products, as one pattern."""
    return arn("cloudwatch", place, f"alarm:{joined(place, domain, '*')}")


def alarm(origin: str, purpose: str, place: Place) -> str:
    return joined(place, *parts(origin), purpose)
