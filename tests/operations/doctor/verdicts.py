"""Reading what the doctor says."""


def by_subject(verdicts):
    """Verdicts by what they are about."""
    return {verdict.subject: verdict for verdict in verdicts}
