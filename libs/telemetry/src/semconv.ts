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
export const METRIC_RPC_SERVER_CALL_DURATION = 'rpc.server.call.duration';
export const METRIC_RPC_CLIENT_CALL_DURATION = 'rpc.client.call.duration';

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
/** `knn`, `linear` or `mlp`. */
export const ATTR_PROBE = 'parallax.probe';
/** `raw_pixels`, `random_encoder`, `trained_encoder` or `views`. */
export const ATTR_REPRESENTATION = 'parallax.representation';
/** `server`, `worker`, or `computation`, which is the worker's child. */
export const ATTR_PROCESS = 'parallax.process';

/** `user` or `system`. */
export const ATTR_CPU_MODE = 'cpu.mode';
/** A GPU's UUID. */
export const ATTR_HW_ID = 'hw.id';
/** A GPU's product name. */
export const ATTR_HW_NAME = 'hw.name';

/** The bucket boundaries that the conventions advise for durations, in seconds. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
