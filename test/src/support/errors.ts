/** For `t.like`: an error that refuses a field's value. */
export const invalid = (field: string, value: unknown) => ({
  reason: 'INVALID_FIELD',
  metadata: { field, value: String(value) },
});

/** For `t.like`: an error that says of which kind what is not there would be, and the name it was asked for by. */
export const missing = (kind: string, name: string) => ({ reason: 'NOT_FOUND', metadata: { kind, name } });
