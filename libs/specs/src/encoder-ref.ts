import type { EncoderRef } from '@parallax/contract';
import { checkInteger, checkSha256, invalidField } from '@parallax/errors';

/** @throws INVALID_FIELD where the reference names no encoder, or not as one is named. */
export function checkEncoderRef(field: string, ref: EncoderRef | undefined): asserts ref is EncoderRef {
  if (ref?.training !== undefined) {
    checkJobId(`${field}.training`, ref.training, 'training');
    if (ref.epoch !== undefined) checkInteger(`${field}.epoch`, ref.epoch, 1, 1e6);
  } else if (ref?.sha256 !== undefined) {
    checkSha256(`${field}.sha256`, ref.sha256);
    if (ref.epoch !== undefined) throw invalidField(`${field}.epoch`, ref.epoch, 'must come with a training');
  } else {
    throw invalidField(field, '', 'must name a training or the sha256 of an encoder');
  }
}

/** @throws INVALID_FIELD where an id doesn't have the form of those of its kind. */
export function checkJobId(field: string, id: string, kind: 'training' | 'embedding' | 'probe' | 'import'): void {
  if (new RegExp(`^${kind}-[0-9a-f]{16}$`).test(id)) return;
  throw invalidField(field, id, `must be the id of a job, ${kind}- and 16 lower-case hexadecimal digits`);
}
