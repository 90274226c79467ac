import { invalidField, notFound, ParallaxError } from '@parallax/errors';
import { exitCodeOfError } from '@parallax/jobs';
import test from 'ava';

test('a worker whose job was refused says by its code what to do', (t) => {
  t.is(exitCodeOfError(invalidField('spec.epochs', 0, 'must be at least 1')), 64);
  t.is(exitCodeOfError(notFound('dataset', 'photos')), 64);
  t.is(exitCodeOfError(new ParallaxError('UNAVAILABLE', 'NATS is away')), 1);
  t.is(exitCodeOfError(new ParallaxError('DEPENDENCY_FAILED', 'the import has failed')), 70);
});
