"""A life for each type: how it begins, a change in place, and one that replaces it."""

from local_aws.event_samples import EVENT_SAMPLES
from local_aws.other_samples import OTHER_SAMPLES
from local_aws.s3_samples import S3_SAMPLES
from local_aws.trail_samples import TRAIL_SAMPLES

SAMPLES = (*S3_SAMPLES, *OTHER_SAMPLES, *EVENT_SAMPLES, *TRAIL_SAMPLES)
BY_NAME = {sample.name: sample for sample in SAMPLES}
