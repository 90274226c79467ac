/** Canonical gRPC status codes, by name (google.rpc.Code). */
export type Status =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'CANCELLED'
  | 'DEADLINE_EXCEEDED'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'INTERNAL';

/**
 * Every reason for which Parallax refuses or fails, with the status that a client sees. `docs/errors.md` explains each;
 * a test holds the two against each other. The reason is ErrorInfo's `reason` (AIP-193), its domain is `parallax`.
 */
export const reasons = {
  INVALID_FIELD: 'INVALID_ARGUMENT',
  NOT_FOUND: 'NOT_FOUND',
  REQUEST_ID_REUSED: 'ALREADY_EXISTS',
  MISSING_CREDENTIALS: 'UNAUTHENTICATED',
  MESSAGE_TOO_LARGE: 'RESOURCE_EXHAUSTED',
  QUEUE_FULL: 'RESOURCE_EXHAUSTED',
  JOB_NOT_ENDED: 'FAILED_PRECONDITION',
  DEPENDENCY_FAILED: 'FAILED_PRECONDITION',
  SETUP_INCOMPLETE: 'FAILED_PRECONDITION',
  LOSS_NOT_FINITE: 'ABORTED',
  WORKER_LOST: 'ABORTED',
  CONFLICT: 'ABORTED',
  CANCELLED: 'CANCELLED',
  DEADLINE: 'DEADLINE_EXCEEDED',
  UNAVAILABLE: 'UNAVAILABLE',
  BLOB_CORRUPT: 'DATA_LOSS',
  INTERNAL: 'INTERNAL',
} as const satisfies Record<string, Status>;

export type Reason = keyof typeof reasons;
