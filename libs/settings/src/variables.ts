import {
  between,
  choice,
  count,
  httpOrigin,
  httpUrl,
  type Kind,
  listener,
  matching,
  natsUrl,
  secret,
  target,
  text,
  whole,
} from './kinds.js';

/** Every environment variable that we read, but OpenTelemetry's, with its default and what it is for. `docs/settings.md` is made from this. */
export const variables = {
  PARALLAX_LISTEN: {
    kind: listener,
    default: undefined,
    about:
      'host:port that a server listens on, default 127.0.0.1, which this machine alone reaches, and its own port, 50051 to 50054; a worker answers health checks there, where it is set',
  },
  PARALLAX_AUGMENTATION_ADDRESS: {
    kind: target,
    default: 'localhost:50051',
    about: 'where the augmentation service is, as a gRPC target',
  },
  PARALLAX_TRAINING_ADDRESS: { kind: target, default: 'localhost:50052', about: 'where the training service is' },
  PARALLAX_EMBEDDING_ADDRESS: { kind: target, default: 'localhost:50053', about: 'where the embedding service is' },
  PARALLAX_PROBE_ADDRESS: { kind: target, default: 'localhost:50054', about: 'where the probe service is' },
  PARALLAX_NATS_URL: {
    kind: natsUrl,
    default: 'nats://localhost:4222',
    about: 'the NATS server; a user and password, or a token, may stand in it',
  },
  PARALLAX_NATS_REPLICAS: {
    kind: whole(1, 5),
    default: '1',
    about:
      'how many servers of a NATS cluster keep each stream and bucket, 1 to 5; a greater number also reaches those that are there, a smaller one leaves them',
  },
  PARALLAX_NATS_SYNC_INTERVAL: {
    kind: matching(/^always$|^(\d+(ms|s|m|h))+$/, 'be always, or a time such as 2m'),
    default: 'always',
    about:
      'how often the nats-server that parallax up starts has its files written to the disk; after a power cut what was stored since is lost',
  },
  PARALLAX_EVENTS_DAYS: { kind: between(0.01, 3650), default: '7', about: 'after how many days events go, up to 3650' },
  PARALLAX_S3_ENDPOINT: { kind: httpOrigin, default: 'http://localhost:9000', about: 'the object store, any S3' },
  PARALLAX_S3_PUBLIC_ENDPOINT: {
    kind: httpOrigin,
    default: undefined,
    about: 'the object store as clients outside see it, for presigned URLs; default PARALLAX_S3_ENDPOINT',
  },
  PARALLAX_S3_REGION: { kind: text, default: 'us-east-1', about: 'its region' },
  PARALLAX_S3_ACCESS_KEY: { kind: secret, default: undefined, about: 'its access key' },
  PARALLAX_S3_SECRET_KEY: { kind: secret, default: undefined, about: 'its secret key' },
  PARALLAX_S3_PROFILES: {
    kind: text,
    default: undefined,
    about:
      "a file with the credentials of other buckets that imports may read, as AWS's shared credentials file: in each section endpoint_url, region, aws_access_key_id and aws_secret_access_key",
  },
  PARALLAX_BUCKET: { kind: text, default: 'parallax', about: 'the bucket for everything; made where it is missing' },
  PARALLAX_DATA: { kind: text, default: undefined, about: 'the folder from which datasets may be imported' },
  PARALLAX_IMAGES_BYTES: {
    kind: between(256 * 2 ** 20, 2 ** 40),
    default: '1073741824',
    about: 'how many bytes of datasets an augmentation server keeps in memory, from 268435456',
  },
  PARALLAX_VIEWS_BYTES: {
    kind: count,
    default: '4294967296',
    about: 'how many bytes of views are kept in the object store before the oldest go',
  },
  PARALLAX_VIEWS_HOURS: {
    kind: between(0.01, 87_600),
    default: '24',
    about: 'after how many hours views go, up to 87600',
  },
  PARALLAX_BLOB_MINUTES: {
    kind: between(1, 525_600),
    default: '45',
    about:
      'how many minutes, 1 to 525600, a blob that nothing refers to is kept before it is removed; at least as many as the longest upload or import takes',
  },
  PARALLAX_JOBS_DAYS: {
    kind: between(0.01, 36_500),
    default: undefined,
    about:
      'how many days after its end, 0.01 to 36500, a job is deleted, with the blobs that only it refers to; default never',
  },
  PARALLAX_JOBS_LEASE: {
    kind: between(1, 3600),
    default: '30',
    about:
      'seconds, 1 to 3600, after which a worker that renews its lease no more has lost its job, and by which a worker that rests and the look for what crashes left are timed, twice as long each; the same for all servers and workers',
  },
  PARALLAX_THREADS: {
    kind: whole(1, 1024),
    default: undefined,
    about: 'threads of TensorFlow or of the view kernels, 1 to 1024; default the number of cores',
  },
  PARALLAX_WORKER_MEMORY: {
    kind: whole(2 ** 29),
    default: '4294967296',
    about:
      'how many bytes, 536870912 or more, a worker has for itself and its computation: what needs more is refused at its start; what parallax up and demo start has what the machine, or the control group, leaves it, and at least as much',
  },
  PARALLAX_CACHE: {
    kind: text,
    default: undefined,
    about: 'the cache folder of set-up; default $XDG_CACHE_HOME/parallax or ~/.cache/parallax',
  },
  PARALLAX_NATS_SERVER: { kind: text, default: undefined, about: 'a nats-server to use instead of building one' },
  PARALLAX_MINIO: { kind: text, default: undefined, about: 'a minio to use instead of building one' },
  PARALLAX_PROMETHEUS: { kind: text, default: undefined, about: 'a prometheus to use instead of building one' },
  PARALLAX_TENSORFLOW: {
    kind: text,
    default: undefined,
    about: "a folder of TensorFlow's runtime (pip install --target) to use instead of the CPU wheel",
  },
  PARALLAX_REQUEST_ID: {
    kind: text,
    default: undefined,
    about:
      'the request id of the job that a worker with --spec runs: started again with the same, it goes on with that job',
  },
  JOB_COMPLETION_INDEX: {
    kind: whole(0),
    default: undefined,
    about:
      "set by Kubernetes in an Indexed Job's pods: which shard a worker with --spec embeds, where its spec leaves shard.index out",
  },
  PARALLAX_TLS_CERT: {
    kind: text,
    default: undefined,
    about: "a server's certificate chain, a PEM file; with PARALLAX_TLS_KEY it makes servers speak TLS",
  },
  PARALLAX_TLS_KEY: { kind: text, default: undefined, about: "a server's private key, a PEM file" },
  PARALLAX_TLS_CA: {
    kind: text,
    default: undefined,
    about: 'the authority that clients trust, a PEM file; it makes clients speak TLS',
  },
  PARALLAX_TOKEN_FILE: {
    kind: text,
    default: undefined,
    about: 'a file with the bearer token that servers ask for and clients send',
  },
  PARALLAX_TRACES_URL: {
    kind: httpUrl,
    default: undefined,
    about: 'where traces are kept and shown: the base address of Jaeger, or of what answers its queries',
  },
  PARALLAX_METRICS_LISTEN: {
    kind: listener,
    default: undefined,
    about:
      'host:port where Prometheus reads the metrics of a server or worker, at /metrics; port 0 takes a free one; default nowhere',
  },
  PARALLAX_TRACED_SHARDS: {
    kind: count,
    default: '50',
    about: 'how many shards of views there are to one that leaves spans: the first of each epoch, and every so many-th',
  },
  PARALLAX_LOG_LEVEL: {
    kind: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
    default: 'info',
    about: 'trace, debug, info, warn, error or fatal',
  },
} as const satisfies Record<string, { kind: Kind<unknown>; default: string | undefined; about: string }>;

export type Variable = keyof typeof variables;

/** The variables whose values are of a type. */
export type VariableOf<Value> = {
  [Name in Variable]: (typeof variables)[Name]['kind'] extends Kind<Value> ? Name : never;
}[Variable];
