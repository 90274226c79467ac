interface Parts {
  seconds?: number;
  nanos?: number;
}

/** A google.protobuf.Duration or Timestamp in seconds. */
export function secondsOf({ seconds = 0, nanos = 0 }: Parts): number {
  return seconds + nanos / 1e9;
}

/** A google.protobuf.Timestamp as local time: `2026-03-01 14:05:09`. */
export function localTime(timestamp: Parts): string {
  return new Date(secondsOf(timestamp) * 1000).toLocaleString('sv-SE');
}

/** Seconds from one google.protobuf.Timestamp to the other, or till now. */
export function secondsBetween(start: Parts | undefined, end: Parts | undefined): number {
  return start === undefined ? 0 : (end ? secondsOf(end) : Date.now() / 1000) - secondsOf(start);
}
