/**
 * The names that we use of OpenTelemetry's semantic conventions 1.45, which are too young for a stable package export
 * where they concern RPC, and our own, which begin with `parallax.`.
 */

export const ATTR_SERVICE_NAME = 'service.name';
export const ATTR_SERVICE_NAMESPACE = 'service.namespace';
export const ATTR_SERVICE_INSTANCE_ID = 'service.instance.id';
export const ATTR_ERROR_TYPE = 'error.type';
export const ATTR_SERVER_ADDRESS = 'server.address';
export const ATTR_SERVER_PORT = 'server.port';

export const ATTR_RPC_SYSTEM_NAME = 'rpc.system.name';
/** Fully qualified: `parallax.v1.AugmentationService/Augment`. */
export const ATTR_RPC_METHOD = 'rpc.method';
/** The status by name: `OK`, `INVALID_ARGUMENT`, … */
export const ATTR_RPC_RESPONSE_STATUS_CODE = 'rpc.response.status_code';

/** `nats`, which is none of the well-known values. */
export const ATTR_MESSAGING_SYSTEM = 'messaging.system';
/** NATS's own word: `publish`, `request`, `process`. */
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
/** `send` or `process`. */
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
/** The subject. */
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
/** The subject with what is different in each message in braces: `parallax.jobs.training.{id}`. */
export const ATTR_MESSAGING_DESTINATION_TEMPLATE = 'messaging.destination.template';
export const ATTR_MESSAGING_BODY_SIZE = 'messaging.message.body.size';

export const ATTR_AWS_S3_BUCKET = 'aws.s3.bucket';
export const ATTR_AWS_S3_KEY = 'aws.s3.key';

export const ATTR_JOB_ID = 'parallax.job.id';
/** `training`, `embedding` or `probe`. */
export const ATTR_JOB_KIND = 'parallax.job.kind';
/** `succeeded`, `failed` or `cancelled`. */
export const ATTR_JOB_STATE = 'parallax.job.state';
/** `succeeded`, `failed`, `lost`, `postponed`, `cancelled`, `stopped` or `taken`. */
export const ATTR_ATTEMPT_OUTCOME = 'parallax.attempt.outcome';
export const ATTR_EXPERIMENT = 'parallax.experiment';
export const ATTR_DATASET = 'parallax.dataset';
export const ATTR_RECIPE = 'parallax.recipe';
/** Where a job's time goes: `augment`, `get`, `decode`, … */
export const ATTR_STAGE = 'parallax.stage';
/** A probe's name, and what tells its answers apart: `linear`, `knn k=20`. */
export const ATTR_PROBE = 'parallax.probe';
/** `raw_pixels`, `random_encoder`, `trained_encoder` or `views`. */
export const ATTR_REPRESENTATION = 'parallax.representation';
/** `main`, or `computation`, which is a worker's child. */
export const ATTR_PROCESS = 'parallax.process';

/** Counted from 1. */
export const ATTR_EPOCH = 'parallax.epoch';
/** A shard's place in its epoch, or in what is read once; counted from 1. */
export const ATTR_SHARD = 'parallax.shard';
export const ATTR_STEPS = 'parallax.steps';
export const ATTR_VIEWS = 'parallax.views';
export const ATTR_IMAGES = 'parallax.images';
/** Whether the views were there already. */
export const ATTR_REUSED = 'parallax.views.reused';
/** Of a blob, in bytes. */
export const ATTR_BLOB_SIZE = 'parallax.blob.size';
/** How often a job has been taken by a worker, this time included. */
export const ATTR_ATTEMPT = 'parallax.attempt';
/** TensorFlow's build, the instruction set or GPU, and the number of threads. */
export const ATTR_DEVICE_CLASS = 'parallax.device.class';

/** What the totals of a stage are called on a span, followed by `.seconds`, `.count` or `.bytes`. */
export function stageKey(stage: string): string {
  return `${ATTR_STAGE}.${stage.replace(/\W+/g, '_')}`;
}

/** `user` or `system`. */
export const ATTR_CPU_MODE = 'cpu.mode';
/** A GPU's UUID. */
export const ATTR_HW_ID = 'hw.id';
/** `gpu`. */
export const ATTR_HW_TYPE = 'hw.type';
/** A GPU's product name. */
export const ATTR_HW_NAME = 'hw.name';

/** The bucket boundaries that the conventions advise for durations, in seconds. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
