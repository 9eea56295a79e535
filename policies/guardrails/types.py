"""The provider's type tokens that rules speak of, and where they hold IAM documents and tags."""

from collections.abc import Mapping

PRODUCT = "mesh:spec:Product"
"""A data product's spec in its mesh, with the domain's defaults applied."""
DOMAIN = "mesh:spec:Domain"
"""A domain's own spec."""
SPECS = frozenset({PRODUCT, DOMAIN})
"""What is no resource but a spec, and is asked about as if it were one."""
BUCKET = "aws:s3/bucket:Bucket"
BUCKET_V2 = "aws:s3/bucketV2:BucketV2"
BUCKETS = (BUCKET, BUCKET_V2)
BUCKET_PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ACCOUNT_PUBLIC_ACCESS_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
MULTI_REGION_ACCESS_POINT = "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"
BUCKET_ACLS = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")
BUCKET_VERSIONINGS = (
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
)
BUCKET_LOGGINGS = (
    "aws:s3/bucketLogging:BucketLogging",
    "aws:s3/bucketLoggingV2:BucketLoggingV2",
)
BUCKET_LIFECYCLES = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
DIRECTORY_BUCKET = "aws:s3/directoryBucket:DirectoryBucket"
OBJECTS = (
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
)
BUCKET_ENCRYPTIONS = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
BUCKET_NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
BUCKET_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
KEY = "aws:kms/key:Key"
EXTERNAL_KEY = "aws:kms/externalKey:ExternalKey"
REPLICA_KEY = "aws:kms/replicaKey:ReplicaKey"
REPLICA_EXTERNAL_KEY = "aws:kms/replicaExternalKey:ReplicaExternalKey"
KEYS = (KEY, EXTERNAL_KEY, REPLICA_KEY, REPLICA_EXTERNAL_KEY)
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
KEY_GRANT = "aws:kms/grant:Grant"
KEY_ALIAS = "aws:kms/alias:Alias"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
MANAGED_POLICY = "aws:iam/policy:Policy"
FUNCTION_PERMISSION = "aws:lambda/permission:Permission"
"""One statement of a function's policy, written as properties."""
CATALOG = "aws:glue/catalog:Catalog"
CATALOG_ENCRYPTION = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
WORKGROUP = "aws:athena/workgroup:Workgroup"
STATE_MACHINE = "aws:sfn/stateMachine:StateMachine"
SCHEDULE = "aws:scheduler/schedule:Schedule"
SCHEDULE_GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup"
EVENT_BUS = "aws:cloudwatch/eventBus:EventBus"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
TOPIC_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
TRAIL = "aws:cloudtrail/trail:Trail"
SLACK_CHANNEL = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
PERMISSIONS = "aws:lakeformation/permissions:Permissions"
LAKE_SETTINGS = "aws:lakeformation/dataLakeSettings:DataLakeSettings"
DATA_CELLS_FILTER = "aws:lakeformation/dataCellsFilter:DataCellsFilter"
LOCATION = "aws:lakeformation/resource:Resource"
LF_TAG = "aws:lakeformation/lfTag:LfTag"
RESOURCE_LF_TAGS = "aws:lakeformation/resourceLfTags:ResourceLfTags"
LF_TAGS = ("aws:lakeformation/resourceLfTag:ResourceLfTag", RESOURCE_LF_TAGS)

RESOURCE_POLICIES: Mapping[str, str] = {
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
    "aws:glue/resourcePolicy:ResourcePolicy": "policy",
    ROLE: "assumeRolePolicy",
    "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
    KEY: "policy",
    "aws:msk/clusterPolicy:ClusterPolicy": "policy",
    "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
    "aws:redshiftserverless/resourcePolicy:ResourcePolicy": "policy",
    EXTERNAL_KEY: "policy",
    KEY_POLICY: "policy",
    REPLICA_EXTERNAL_KEY: "policy",
    REPLICA_KEY: "policy",
    ACCESS_POINT: "policy",
    BUCKET: "policy",
    BUCKET_V2: "policy",
    BUCKET_POLICY: "policy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
    "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy": "policy",
    "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
    "aws:s3control/bucketPolicy:BucketPolicy": "policy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": "policy",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
    "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
    "aws:secretsmanager/secret:Secret": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    TOPIC: "policy",
    TOPIC_POLICY: "policy",
    "aws:sqs/queue:Queue": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
}
"""The property that says who may use the resource, by type."""
IDENTITY_POLICIES: Mapping[str, str] = {
    "aws:iam/groupPolicy:GroupPolicy": "policy",
    MANAGED_POLICY: "policy",
    ROLE_POLICY: "policy",
    "aws:iam/userPolicy:UserPolicy": "policy",
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
}
"""The property that says what its bearer may do, by type; a role's inline policies come on top."""
POLICY_ATTACHMENTS = (
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
TAGGABLE = (
    "aws:athena/dataCatalog:DataCatalog",
    WORKGROUP,
    "aws:cloudwatch/logGroup:LogGroup",
    CATALOG,
    DATABASE,
    "aws:glue/connection:Connection",
    "aws:glue/crawler:Crawler",
    "aws:glue/dataQualityRuleset:DataQualityRuleset",
    "aws:glue/devEndpoint:DevEndpoint",
    "aws:glue/job:Job",
    "aws:glue/mLTransform:MLTransform",
    "aws:glue/registry:Registry",
    "aws:glue/schema:Schema",
    "aws:glue/trigger:Trigger",
    "aws:glue/workflow:Workflow",
    MANAGED_POLICY,
    ROLE,
    "aws:iam/user:User",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws:kinesis/stream:Stream",
    KEY,
    EXTERNAL_KEY,
    REPLICA_EXTERNAL_KEY,
    REPLICA_KEY,
    "aws:lambda/function:Function",
    BUCKET,
    BUCKET_V2,
    *OBJECTS,
    ACCESS_POINT,
    DIRECTORY_BUCKET,
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket",
    "aws:s3tables/table:Table",
    "aws:s3tables/tableBucket:TableBucket",
    "aws:ram/resourceShare:ResourceShare",
    "aws:s3control/accessGrant:AccessGrant",
    "aws:s3control/accessGrantsInstance:AccessGrantsInstance",
    "aws:s3control/accessGrantsLocation:AccessGrantsLocation",
    "aws:secretsmanager/secret:Secret",
    SCHEDULE_GROUP,
    STATE_MACHINE,
    TOPIC,
    SLACK_CHANNEL,
    EVENT_BUS,
    EVENT_RULE,
    METRIC_ALARM,
    TRAIL,
    "aws:sqs/queue:Queue",
)
"""Types that hold, move or open data and can carry tags."""

MESHS_OWN = frozenset(
    {
        BUCKET,
        BUCKET_LIFECYCLES[0],
        BUCKET_LOGGINGS[0],
        BUCKET_ENCRYPTIONS[0],
        BUCKET_NOTIFICATION,
        BUCKET_OWNERSHIP,
        BUCKET_POLICY,
        BUCKET_PUBLIC_ACCESS_BLOCK,
        BUCKET_VERSIONINGS[0],
        CATALOG_ENCRYPTION,
        ACCESS_POINT,
        DATA_CELLS_FILTER,
        DATABASE,
        EVENT_BUS,
        EVENT_RULE,
        EVENT_TARGET,
        KEY,
        KEY_ALIAS,
        LAKE_SETTINGS,
        LF_TAG,
        LOCATION,
        MANAGED_POLICY,
        METRIC_ALARM,
        OBJECTS[1],
        PERMISSIONS,
        RESOURCE_LF_TAGS,
        ROLE,
        ROLE_POLICY,
        SCHEDULE,
        SCHEDULE_GROUP,
        SLACK_CHANNEL,
        STATE_MACHINE,
        TABLE,
        TOPIC,
        TOPIC_POLICY,
        TOPIC_SUBSCRIPTION,
        TRAIL,
        WORKGROUP,
    }
)
"""The types of what the mesh itself deploys; a test compares them with the plan."""
