/** Canonical gRPC status codes by their names (google.rpc.Code): those that our errors have. */
export const statusCodes = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type Status = keyof typeof statusCodes;

/**
 * Every reason for which Parallax refuses or fails, with the status that a client sees. `docs/errors.md` explains each;
 * a test holds the two against each other. The reason is ErrorInfo's `reason` (AIP-193), its domain is `parallax`.
 */
export const reasons = {
  INVALID_FIELD: 'INVALID_ARGUMENT',
  NOT_FOUND: 'NOT_FOUND',
  REQUEST_ID_REUSED: 'ALREADY_EXISTS',
  NAME_TAKEN: 'ALREADY_EXISTS',
  MISSING_CREDENTIALS: 'UNAUTHENTICATED',
  MESSAGE_TOO_LARGE: 'RESOURCE_EXHAUSTED',
  QUEUE_FULL: 'RESOURCE_EXHAUSTED',
  OVERLOADED: 'RESOURCE_EXHAUSTED',
  OUT_OF_MEMORY: 'RESOURCE_EXHAUSTED',
  JOB_NOT_ENDED: 'FAILED_PRECONDITION',
  JOB_NOT_FAILED: 'FAILED_PRECONDITION',
  DEPENDENCY_FAILED: 'FAILED_PRECONDITION',
  NO_LABELS: 'FAILED_PRECONDITION',
  NO_STATE: 'FAILED_PRECONDITION',
  SETUP_INCOMPLETE: 'FAILED_PRECONDITION',
  UNSUPPORTED_VERSION: 'FAILED_PRECONDITION',
  LOSS_NOT_FINITE: 'ABORTED',
  WORKER_LOST: 'ABORTED',
  CONFLICT: 'ABORTED',
  CANCELLED: 'CANCELLED',
  DEADLINE: 'DEADLINE_EXCEEDED',
  JOB_TIMEOUT: 'DEADLINE_EXCEEDED',
  UNAVAILABLE: 'UNAVAILABLE',
  BLOB_CORRUPT: 'DATA_LOSS',
  INTERNAL: 'INTERNAL',
} as const satisfies Record<string, Status>;

export type Reason = keyof typeof reasons;
