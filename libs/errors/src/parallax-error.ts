import { type Reason, reasons, type Status } from './reasons.js';

export interface ErrorOptions {
  /** Facts for a program to read, ErrorInfo's `metadata`: the field and its value, the bucket and key. Never a secret. */
  metadata?: Record<string, string>;
  cause?: unknown;
}

/** The one error of the project: a reason from the catalogue, a sentence for a person, facts for a program. */
export class ParallaxError extends Error {
  override readonly name = 'ParallaxError';
  readonly reason: Reason;
  readonly metadata: Record<string, string>;

  constructor(reason: Reason, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.metadata = options.metadata ?? {};
  }

  get status(): Status {
    return reasons[this.reason];
  }

  /** What was thrown, as a ParallaxError: itself, or INTERNAL with what was thrown as its cause. */
  static from(thrown: unknown): ParallaxError {
    if (thrown instanceof ParallaxError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new ParallaxError('INTERNAL', message, { cause: thrown });
  }

  /** The form that crosses a process border or lies in a job record; `fromJSON` reads it. */
  toJSON(): ErrorJson {
    return { reason: this.reason, message: this.message, metadata: this.metadata };
  }

  static fromJSON(json: ErrorJson): ParallaxError {
    return new ParallaxError(Object.hasOwn(reasons, json.reason) ? json.reason : 'INTERNAL', json.message, {
      metadata: json.metadata,
    });
  }
}

export interface ErrorJson {
  reason: Reason;
  message: string;
  metadata: Record<string, string>;
}

/** Of a value or name that came from outside: a message, a log line and a trailer have room for no more. Characters. */
const LONGEST_VALUE = 200;

function shorten(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** INVALID_ARGUMENT that names the field (a path such as `spec.batch`), the value as it came (its beginning), and what it must be. */
export function invalidField(field: string, value: unknown, must: string, cause?: unknown): ParallaxError {
  const text = shorten(String(value));
  const shown = typeof value === 'string' ? JSON.stringify(text) : text;
  return new ParallaxError('INVALID_FIELD', `${field} is ${shown}: it ${must}`, {
    metadata: { field, value: text },
    ...(cause !== undefined && { cause }),
  });
}

/** NOT_FOUND that names the kind of thing (`training`, `dataset`, `blob`) and the name it was asked for by. */
export function notFound(kind: string, name: string, hint = ''): ParallaxError {
  const asked = shorten(name);
  const message = `there is no ${kind} ${JSON.stringify(asked)}${hint && `: ${hint}`}`;
  return new ParallaxError('NOT_FOUND', message, { metadata: { kind, name: asked } });
}
