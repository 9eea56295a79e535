"""What a person's shell and home hold for the world outside, by the program that reads it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """A program, and the variables that it reads."""

    name: str
    page: str
    """Where they are documented."""
    names: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    """What those begin with that it reads in this version or in one to come."""
    needed: tuple[str, ...] = ()
    """What those begin with that say how the outside is reached, and not what is done there."""

    def reads(self, name: str) -> bool:
        return name in self.names or name.startswith(self.prefixes)

    def is_needed(self, name: str) -> bool:
        return name.startswith(self.needed)


AWS = Reader(
    "boto3, botocore and the AWS SDK for Go v2",
    "https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html",
    (
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"),
        *("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"),
        *("AWS_CREDENTIAL_FILE", "AWS_CREDENTIAL_EXPIRATION", "AWS_LOGIN_CACHE_DIRECTORY"),
        *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCOUNT_ID", "AWS_ACCOUNT_ID_ENDPOINT_MODE"),
        *("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_STS"),
        *("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_ENDPOINT_DISCOVERY_ENABLED"),
        *("AWS_ENABLE_ENDPOINT_DISCOVERY", "AWS_DISABLE_HOST_PREFIX_INJECTION"),
        *("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_STS_REGIONAL_ENDPOINTS"),
        *("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "AWS_S3_USE_ARN_REGION"),
        *("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH"),
        *("AWS_CA_BUNDLE", "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS", "AWS_DEFAULTS_MODE"),
        *("AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE"),
        *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        *("AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        *("AWS_EC2_METADATA_DISABLED", "AWS_EC2_METADATA_V1_DISABLED", "AWS_IMDS_USE_IPV6"),
        *("AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
        *("AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS"),
        *("AWS_REQUEST_CHECKSUM_CALCULATION", "AWS_RESPONSE_CHECKSUM_VALIDATION"),
        *("AWS_DISABLE_REQUEST_COMPRESSION", "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES"),
        *("AWS_SIGV4A_SIGNING_REGION_SET", "AWS_AUTH_SCHEME_PREFERENCE", "AWS_SDK_UA_APP_ID"),
        *("AWS_CSM_ENABLED", "AWS_CSM_HOST", "AWS_CSM_PORT", "AWS_CSM_CLIENT_ID"),
        *("AWS_DATA_PATH", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_PAGER"),
        *("AWS_BEARER_TOKEN_BEDROCK", "AWS_SDK_LOAD_CONFIG", "AWS_CLI_AUTO_PROMPT"),
        *("BOTO_CONFIG", "BOTO_DISABLE_CRT", "BOTOCORE_TCP_KEEPALIVE"),
        *("BOTO_EXPERIMENTAL__ADD_PROXY_HOST_HEADER", "BOTO_EXPERIMENTAL__NO_EMPTY_CONTINUE"),
        "BOTOCORE_EXPERIMENTAL__PLUGINS",
    ),
    ("AWS_", "BOTO_", "BOTOCORE_"),
)
AWS_PROVIDER = Reader(
    "the AWS provider for the engine",
    "https://www.pulumi.com/registry/packages/aws/installation-configuration/",
    ("TF_LOG", "TF_LOG_PATH", "TF_APPEND_USER_AGENT", "TF_AWS_DEFAULT_TAGS_Team", "TF_VAR_region"),
    ("TF_",),
)
PROXIES = Reader(
    "gRPC, boto3, Go and Python, of proxies",
    "https://github.com/grpc/grpc/blob/master/doc/environment_variables.md",
    (
        *("http_proxy", "https_proxy", "grpc_proxy", "all_proxy", "ftp_proxy"),
        *("HTTP_PROXY", "HTTPS_PROXY", "GRPC_PROXY", "ALL_PROXY", "FTP_PROXY"),
        *("no_proxy", "no_grpc_proxy", "NO_PROXY", "NO_GRPC_PROXY"),
    ),
)
GRPC = Reader(
    "gRPC",
    "https://github.com/grpc/grpc/blob/master/doc/environment_variables.md",
    (
        *("GRPC_VERBOSITY", "GRPC_TRACE", "GRPC_STACKTRACE_MINLOGLEVEL", "GRPC_POLL_STRATEGY"),
        *("GRPC_DNS_RESOLVER", "GRPC_ABORT_ON_LEAKS", "GRPC_ENABLE_FORK_SUPPORT"),
        *("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "GRPC_SSL_CIPHER_SUITES", "GRPC_XDS_BOOTSTRAP"),
        *("GRPC_XDS_BOOTSTRAP_CONFIG", "GRPC_ARES_ADDRESS_SORTING", "GRPC_EXPERIMENTS"),
        *("GRPC_GO_LOG_SEVERITY_LEVEL", "GRPC_GO_LOG_VERBOSITY_LEVEL", "GRPC_GO_LOG_FORMATTER"),
        *("GRPC_ADDRESS_TYPE", "GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS"),
    ),
    ("GRPC_",),
)
PULUMI = Reader(
    "the engine",
    "https://www.pulumi.com/docs/iac/cli/environment-variables/",
    (
        *("PULUMI_ACCESS_TOKEN", "PULUMI_API", "PULUMI_BACKEND_URL", "PULUMI_STACK", "PULUMI_HOME"),
        *("PULUMI_CONFIG", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"),
        *("PULUMI_CREDENTIALS_PATH", "PULUMI_CREDENTIAL_STORE", "PULUMI_DEFAULT_ORGANIZATION"),
        *("PULUMI_POLICY", "PULUMI_POLICY_PACKS", "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"),
        *("PULUMI_PREFER_YARN", "PULUMI_OPTION_COLOR", "PULUMI_OPTION_REFRESH", "PULUMI_PARALLEL"),
        *("PULUMI_EXPERIMENTAL", "PULUMI_DEV", "PULUMI_DEBUG_COMMANDS", "PULUMI_DEBUG_GRPC"),
        *("PULUMI_DEBUG_PROMISE_LEAKS", "PULUMI_DEBUG_PROVIDERS", "PULUMI_DEBUG_LANGUAGES"),
        *("PULUMI_DIY_BACKEND_GZIP", "PULUMI_DIY_BACKEND_ZSTD", "PULUMI_DIY_BACKEND_PARALLEL"),
        *("PULUMI_DIY_BACKEND_LEGACY_LAYOUT", "PULUMI_DIY_BACKEND_RETAIN_CHECKPOINTS"),
        *("PULUMI_DIY_BACKEND_NO_LEGACY_WARNING", "PULUMI_SELF_MANAGED_STATE_LEGACY_LAYOUT"),
        *("PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS", "PULUMI_RETAIN_CHECKPOINTS"),
        *("PULUMI_SKIP_CHECKPOINTS", "PULUMI_SKIP_CONFIRMATIONS", "PULUMI_SKIP_UPDATE_CHECK"),
        *("PULUMI_CONTINUE_ON_ERROR", "PULUMI_DISABLE_PROVIDER_PREVIEW", "PULUMI_RUN_PROGRAM"),
        *("PULUMI_DISABLE_RESOURCE_REFERENCES", "PULUMI_DISABLE_OUTPUT_VALUES"),
        *("PULUMI_DISABLE_SECRET_CACHE", "PULUMI_ENABLE_LEGACY_DIFF", "PULUMI_PARALLEL_DIFF"),
        *("PULUMI_ENABLE_LEGACY_REFRESH_DIFF", "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"),
        *("PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER", "PULUMI_IGNORE_AMBIENT_PLUGINS"),
        *("PULUMI_GITSSH_PASSPHRASE", "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES"),
        *(
            "PULUMI_ERROR_ON_DEPENDENCY_CYCLES",
            "PULUMI_ERROR_OUTPUT_STRING",
            "PULUMI_NODEJS_TRANSPILE_ONLY",
        ),
        *("PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK", "PULUMI_DISABLE_REFRESH_BEFORE_UPDATE"),
        *("PULUMI_CI_SYSTEM", "PULUMI_DISABLE_CI_DETECTION", "PULUMI_LEGACY_PROVIDER_PREVIEW"),
        *("PULUMI_ENABLE_TRACING", "PULUMI_TRACING_HEADER", "PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT"),
        *(
            "PULUMI_PYTHON_CMD",
            "PULUMI_MONITOR",
            "PULUMI_ENGINE",
            "PULUMI_PROJECT",
            "PULUMI_ROOT_DIRECTORY",
        ),
        *("PULUMI_AI_SERVICE_ENDPOINT", "PULUMI_AWS_SKIP_CREDENTIALS_VALIDATION", "TRACEPARENT"),
    ),
    ("PULUMI_",),
)
TELEMETRY = Reader(
    "OpenTelemetry",
    "https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/",
    (
        *("OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        *("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME"),
    ),
    ("OTEL_",),
)
TLS = Reader(
    "OpenSSL, Go, curl and requests, of certificates; the local AWS speaks plain HTTP",
    "https://docs.openssl.org/master/man7/openssl-env/",
    (
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "REQUESTS_CA_BUNDLE"),
        *("CURL_CA_BUNDLE", "OPENSSL_CONF", "OPENSSL_MODULES"),
    ),
)
MOTO = Reader(
    "moto, flask and werkzeug",
    "https://docs.getmoto.org/en/latest/docs/configuration/environment_variables.html",
    (
        *("MOTO_PORT", "MOTO_ACCOUNT_ID", "MOTO_S3_CUSTOM_ENDPOINTS", "MOTO_EVENTS_INVOKE_HTTP"),
        *("MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "MOTO_S3_DEFAULT_MAX_KEYS", "MOTO_PROXY_PORT"),
        *("MOTO_S3_DEFAULT_KEY_BUFFER_SIZE", "MOTO_ALLOW_NONEXISTENT_REGION", "MOTO_AMIS_PATH"),
        *("MOTO_IAM_LOAD_MANAGED_POLICIES", "MOTO_PRETTIFY_RESPONSES", "MOTO_ENABLE_ISO_REGIONS"),
        *("MOTO_DISABLE_GLOBAL_CORS", "MOTO_MAX_FORM_MEMORY_SIZE", "MOTO_CALL_RESET_API"),
        *("TEST_SERVER_MODE", "TEST_PROXY_MODE", "INITIAL_NO_AUTH_ACTION_COUNT"),
        *("S3_IGNORE_SUBDOMAIN_BUCKETNAME", "S3_UPLOAD_PART_MIN_SIZE", "SF_EXECUTION_HISTORY_TYPE"),
        *("DEFAULT_CONTAINER_REGISTRY", "FLASK_APP", "FLASK_DEBUG", "FLASK_ENV"),
        *("WERKZEUG_RUN_MAIN", "WERKZEUG_SERVER_FD", "WERKZEUG_DEBUG_PIN"),
    ),
    ("MOTO_", "FLASK_", "WERKZEUG_"),
)
PYTHON = Reader(
    "Python",
    "https://docs.python.org/3/using/cmdline.html#environment-variables",
    (
        *("PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONPLATLIBDIR", "PYTHONSTARTUP"),
        *("PYTHONOPTIMIZE", "PYTHONBREAKPOINT", "PYTHONDEBUG", "PYTHONINSPECT", "PYTHONUNBUFFERED"),
        *("PYTHONVERBOSE", "PYTHONCASEOK", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
        *("PYTHONHASHSEED", "PYTHONINTMAXSTRDIGITS", "PYTHONIOENCODING", "PYTHONNOUSERSITE"),
        *("PYTHONUSERBASE", "PYTHONEXECUTABLE", "PYTHONWARNINGS", "PYTHONFAULTHANDLER"),
        *("PYTHONTRACEMALLOC", "PYTHONPROFILEIMPORTTIME", "PYTHONASYNCIODEBUG", "PYTHONMALLOC"),
        *("PYTHONMALLOCSTATS", "PYTHONCOERCECLOCALE", "PYTHONDEVMODE", "PYTHONUTF8"),
        *("PYTHONWARNDEFAULTENCODING", "PYTHONNODEBUGRANGES", "PYTHONPERFSUPPORT"),
        *("PYTHON_FROZEN_MODULES", "PYTHON_COLORS", "PYTHON_GIL", "PYTHON_CPU_COUNT"),
    ),
    ("PYTHON",),
)
PIP = Reader(
    "pip",
    "https://pip.pypa.io/en/stable/topics/configuration/#environment-variables",
    (
        *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS"),
        *("PIP_TRUSTED_HOST", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_CONFIG_FILE"),
        *("PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES", "PIP_CACHE_DIR", "PIP_NO_CACHE_DIR"),
        *("PIP_KEYRING_PROVIDER", "PIP_TARGET", "PIP_USER", "PIP_PREFIX", "PIP_ROOT", "PIP_SRC"),
        *("PIP_REQUIRE_VIRTUALENV", "PIP_DRY_RUN", "PIP_REPORT", "PIP_PYTHON", "PIP_PRE"),
        *("PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_EDITABLE", "PIP_NO_BINARY", "PIP_ONLY_BINARY"),
        *("PIP_PLATFORM", "PIP_PYTHON_VERSION", "PIP_IMPLEMENTATION", "PIP_ABI", "PIP_NO_DEPS"),
        *("PIP_UPGRADE", "PIP_FORCE_REINSTALL", "PIP_IGNORE_INSTALLED", "PIP_LOG", "PIP_QUIET"),
        *("PIP_NO_BUILD_ISOLATION", "PIP_BREAK_SYSTEM_PACKAGES", "PIP_BUILD_CONSTRAINT"),
    ),
    ("PIP_",),
    needed=(
        *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS"),
        *("PIP_TRUSTED_HOST", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_CONFIG_FILE"),
        *("PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES", "PIP_CACHE_DIR", "PIP_NO_CACHE_DIR"),
        *("PIP_KEYRING_PROVIDER", "PIP_USE_FEATURE"),
    ),
)
UV = Reader(
    "uv",
    "https://docs.astral.sh/uv/reference/environment/",
    (
        *("UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"),
        *("UV_INDEX_INTERNAL_PASSWORD", "UV_INDEX_STRATEGY", "UV_KEYRING_PROVIDER"),
        *("UV_INSECURE_HOST", "UV_NATIVE_TLS", "UV_SYSTEM_CERTS", "UV_OFFLINE", "UV_CONFIG_FILE"),
        *("UV_HTTP_TIMEOUT", "UV_HTTP_RETRIES", "UV_REQUEST_TIMEOUT", "UV_CACHE_DIR"),
        *("UV_NO_CACHE", "UV_CONCURRENT_DOWNLOADS", "UV_LINK_MODE", "UV_NO_CONFIG"),
        *("UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_BREAK_SYSTEM_PACKAGES", "UV_PROJECT_ENVIRONMENT"),
        *("UV_CONSTRAINT", "UV_BUILD_CONSTRAINT", "UV_OVERRIDE", "UV_EXCLUDE_NEWER", "UV_PROJECT"),
        *("UV_NO_BINARY", "UV_NO_BUILD", "UV_NO_BUILD_ISOLATION", "UV_PRERELEASE", "UV_RESOLUTION"),
        *("UV_REQUIRE_HASHES", "UV_NO_VERIFY_HASHES", "UV_TORCH_BACKEND", "UV_WORKING_DIRECTORY"),
        *("UV_PYTHON_PREFERENCE", "UV_PYTHON_DOWNLOADS", "UV_VENV_SEED", "UV_VENV_CLEAR"),
        *("UV_MANAGED_PYTHON", "UV_NO_MANAGED_PYTHON", "UV_PREVIEW", "UV_COMPILE_BYTECODE"),
    ),
    ("UV_",),
    needed=(
        *("UV_INDEX", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_CONFIG_FILE"),
        *("UV_KEYRING_PROVIDER", "UV_INSECURE_HOST", "UV_NATIVE_TLS", "UV_SYSTEM_CERTS"),
        *("UV_OFFLINE", "UV_NO_CONFIG", "UV_HTTP_", "UV_REQUEST_TIMEOUT", "UV_CACHE_DIR"),
        *(
            "UV_NO_CACHE",
            "UV_CONCURRENT_",
            "UV_LINK_MODE",
            "UV_PYTHON_INSTALL_",
            "UV_PYTHON_DOWNLOADS",
        ),
    ),
)
GIT = Reader(
    "git",
    "https://git-scm.com/docs/git#_environment_variables",
    (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"),
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_SHALLOW_FILE"),
        *("GIT_GRAFT_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_ATTR_SOURCE"),
        *("GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_QUARANTINE_PATH"),
        *("GIT_DEFAULT_HASH", "GIT_INDEX_VERSION", "GIT_CONFIG", "GIT_EXTERNAL_DIFF"),
        *(
            "GIT_DIFF_OPTS",
            "GIT_PAGER",
            "GIT_EDITOR",
            "GIT_LITERAL_PATHSPECS",
            "GIT_GLOB_PATHSPECS",
        ),
        *("GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_FLUSH", "GIT_TRACE", "GIT_TRACE2"),
        *("GIT_TRACE_SETUP", "GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT", "GIT_REDIRECT_STDOUT"),
        *("GIT_REDIRECT_STDERR", "GIT_REF_PARANOIA", "GIT_ALLOW_PROTOCOL"),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT"),
        *("GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_CONFIG_PARAMETERS"),
        *("GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH"),
        *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_SSL_NO_VERIFY", "GIT_PROXY_COMMAND"),
    ),
    ("GIT_",),
    # `safe.directory` may be given by GIT_CONFIG_…; a part of a history may have to be fetched.
    needed=(
        *("GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_DISCOVERY_ACROSS_FILESYSTEM"),
        *("GIT_CEILING_DIRECTORIES", "GIT_SSH", "GIT_SSL", "GIT_ASKPASS", "GIT_PROXY"),
    ),
)
READERS = (AWS, AWS_PROVIDER, PROXIES, GRPC, PULUMI, TELEMETRY, TLS, MOTO, PYTHON, PIP, UV, GIT)
OF_A_SHELL = (AWS, AWS_PROVIDER, GRPC, PULUMI, TELEMETRY)
"""Whose variables `mesh env` takes out of a person's shell, where plain `pulumi` is then run.

The shell's proxies, its Python, pip and git serve other programs too: they stay, the loopback is
excepted from the proxies, and what the engine starts for us takes no notice of the rest.
"""
HOME_FILES = {
    "~/.aws/config": "AWS_CONFIG_FILE names an empty file",
    "~/.aws/credentials": "AWS_SHARED_CREDENTIALS_FILE names an empty file",
    "~/.aws/models": "the local AWS's clients know botocore's own models only",
    "~/.boto": "BOTO_CONFIG names an empty file",
    "~/.pulumi": "PULUMI_HOME is the checkout's own",
    "~/.local/lib/python3": "PYTHONNOUSERSITE",
    "~/.gitconfig": "heard: it may name safe directories",
    "~/.config/pip/pip.conf": "heard: it may name the index of packages",
    "~/.config/uv/uv.toml": "heard: it may name the index of packages",
}
"""Files that these programs read in a home, and why none reaches the local AWS."""
