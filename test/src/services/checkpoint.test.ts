import { type BlobRef, BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import type { Checkpoint, JobRecord, Task } from '@parallax/jobs';
import type { State } from '@parallax/learning';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import { type ResolvedTraining, resolveTraining } from '@parallax/specs';
import { readCheckpoint, saveCheckpoint } from '@parallax/training-service';
import test from 'ava';

let stack: Stack;
let store: BlobStore;

test.before(async () => {
  stack = await startStack({ services: false });
  store = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

const spec = resolveTraining({ seed: 7 });

/** An attempt at a training, with what its record knows. */
function attemptAt(id: string, recorded: Pick<JobRecord, 'checkpoint' | 'previousCheckpoint'> = {}, of = spec) {
  const saved: Checkpoint[] = [];
  const task = {
    job: { id, spec: of, ...recorded },
    signal: new AbortController().signal,
    saveCheckpoint: async (checkpoint: Checkpoint) => void saved.push(checkpoint),
  };
  return { task: task as unknown as Task<ResolvedTraining>, saved };
}

function stateAt(step: number): State {
  return {
    step: { dtype: 'I32', shape: [1], data: Int32Array.of(step) },
    weight: { dtype: 'F32', shape: [2], data: Float32Array.of(step, 0.5) },
  };
}

/** Saves checkpoints of these steps, in this order. */
async function save(id: string, steps: readonly number[], of = spec): Promise<Checkpoint[]> {
  const { task, saved } = attemptAt(id, {}, of);
  for (const step of steps) await saveCheckpoint(task, store, stateAt(step), 10 * step);
  return saved;
}

const damage = async ({ key }: BlobRef) => fetch(await store.presignedPut(key), { method: 'PUT', body: 'damaged' });

test('a record that knows its checkpoints has the last of them gone on from', async (t) => {
  const [first, second] = await save('training-0000000000000001', [3, 7]);
  const { task } = attemptAt('training-0000000000000001', { checkpoint: second, previousCheckpoint: first });
  t.deepEqual(await readCheckpoint(task, store), { state: stateAt(7), steps: 7, seconds: 70 });
});

test('a record from before the last checkpoints, or that knows none, has the newest in the store gone on from', async (t) => {
  const id = 'training-0000000000000002';
  const [first] = await save(id, [3, 7, 12]);
  for (const recorded of [{ checkpoint: first }, {}]) {
    t.deepEqual(await readCheckpoint(attemptAt(id, recorded).task, store), {
      state: stateAt(12),
      steps: 12,
      seconds: 120,
    });
  }
});

test('the steps say which is the newest, not when it was stored: after a restore a training came by earlier ones again', async (t) => {
  const id = 'training-0000000000000003';
  await save(id, [12, 3]);
  t.is((await readCheckpoint(attemptAt(id).task, store)).steps, 12);
});

test('what was kept beside a checkpoint is known with it, and to the record, whose blobs are not collected', async (t) => {
  const id = 'training-0000000000000008';
  const encoder = { bucket: store.bucket, key: 'encoders/e.safetensors', size: 1, sha256: 'e', tensors: [] };
  const kept = [{ epoch: 2, best: 'ONLINE_MEASURE_KNN', value: 0.5, encoder }] as const;
  const { task, saved } = attemptAt(id);
  await saveCheckpoint(task, store, stateAt(3), 30, kept);
  t.deepEqual(saved[0]?.kept, kept as never);
  t.deepEqual((await readCheckpoint(attemptAt(id, { checkpoint: saved[0] }).task, store)).kept, kept);
  t.deepEqual((await readCheckpoint(attemptAt(id).task, store)).kept, kept);
});

test('one that is corrupt costs the steps since the one before', async (t) => {
  const id = 'training-0000000000000004';
  const saved = await save(id, [3, 7, 12]);
  await damage(saved[2]?.blob as BlobRef);
  const { task } = attemptAt(id, { checkpoint: saved[2], previousCheckpoint: saved[1] });
  t.is((await readCheckpoint(task, store)).steps, 7);
  t.is((await readCheckpoint(attemptAt(id).task, store)).steps, 7);
  for (const { blob } of saved) await damage(blob);
  t.deepEqual(await readCheckpoint(task, store), { steps: 0, seconds: 0 });
});

test('one of a training by another spec is not gone on from, nor one of another job', async (t) => {
  const id = 'training-0000000000000005';
  await save(id, [3], resolveTraining({ seed: 8 }));
  await save(`${id}6`, [4]);
  t.deepEqual(await readCheckpoint(attemptAt(id).task, store), { steps: 0, seconds: 0 });
});

test('one of the version before, which bore no number, is gone on from where the record knows it', async (t) => {
  const blob = await store.putTensors('checkpoints/training-0000000000000006', stateAt(5));
  const checkpoint = { blob, steps: 5, seconds: 42 };
  const { task } = attemptAt('training-0000000000000006', { checkpoint });
  t.deepEqual(await readCheckpoint(task, store), { state: stateAt(5), steps: 5, seconds: 42 });
});

test('one of a later version is refused, with what to do', async (t) => {
  const blob = await store.putTensors('checkpoints/training-0000000000000007', stateAt(5), { version: '3' });
  for (const recorded of [{ checkpoint: { blob, steps: 5, seconds: 42 } }, {}]) {
    const { task } = attemptAt('training-0000000000000007', recorded);
    const error = await t.throwsAsync(readCheckpoint(task, store), { instanceOf: ParallaxError });
    t.is(error?.reason, 'UNSUPPORTED_VERSION');
    t.like(error?.metadata, { kind: 'checkpoint', version: '3' });
  }
});
