import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { ClassifyRequest, ClassifyResponseInput, ProbeResult } from '@parallax/contract';
import { checkInteger, invalidField, ParallaxError } from '@parallax/errors';
import { answerName } from '@parallax/evaluation';
import type { Jobs } from '@parallax/jobs';
import type { Call } from '@parallax/rpc';
import { checkJobId } from '@parallax/specs';
import { type Classifier, classesOf, readClassifier } from './classifier.js';
import type { embed } from './embed.js';

/** Bytes of classifiers that stay loaded, of their blobs; in memory each is about three times as large. */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * Labels a few images at once. They are embedded as by `Embed`; what a classifier makes of the vectors, which are here then, is one
 * small product, for which no worker has to be asked and no TensorFlow is needed.
 *
 * @throws what `embed` throws; NOT_FOUND; JOB_NOT_ENDED; INVALID_FIELD where the probe has no such classifier
 */
export function classify(embedImages: ReturnType<typeof embed>, jobs: Jobs, store: BlobStore) {
  const known = new Map<string, { classifier: Classifier; bytes: number }>();
  const load = async (blob: BlobRef, call: Call): Promise<Classifier> => {
    const hit = known.get(blob.sha256);
    if (hit) return hit.classifier;
    const loaded = await readClassifier(blob, store, call.signal);
    const held = [...known.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (held + blob.size > MOST_BYTES) known.clear();
    known.set(blob.sha256, { classifier: loaded, bytes: blob.size });
    return loaded;
  };
  return async (
    { probe = '', classifier: name = '', images, top = 1 }: ClassifyRequest,
    call: Call,
  ): Promise<ClassifyResponseInput> => {
    checkJobId('probe', probe, 'probe');
    checkInteger('top', top, 1, 1e6);
    const { result, state } = await jobs.get(probe);
    if (!result) {
      throw new ParallaxError('JOB_NOT_ENDED', `${probe} has no classifier: it is ${state}`, {
        metadata: { id: probe },
      });
    }
    const { label, blob } = findClassifier(result as ProbeResult, probe, name);
    if (blob.size > MOST_BYTES) throw invalidField('probe', probe, `has a classifier of more than ${MOST_BYTES} bytes`);
    const classifier = await load(blob, call);
    const encoder = { sha256: classifier.encoder };
    const { embeddings, ...embedded } = await embedImages({ encoder, images }, call);
    const classifications = embeddings.map((vectors) => ({
      classes: classesOf(vectors[classifier.features], classifier, top),
    }));
    return { classifications, encoder: embedded.encoder, classifier: label };
  };
}

/** Of the classifiers that a probe has kept, the one of a name, or the first. */
function findClassifier({ evaluations }: ProbeResult, probe: string, name: string): { label: string; blob: BlobRef } {
  const kept = evaluations.flatMap((evaluation) =>
    evaluation.classifier
      ? [{ label: answerName(evaluation.probe, evaluation.settings), blob: evaluation.classifier as BlobRef }]
      : [],
  );
  const found = kept.find(({ label }) => name === '' || label === name);
  if (found) return found;
  if (kept.length > 0)
    throw invalidField('classifier', name, `must be one of ${kept.map(({ label }) => label).join(', ')}`);
  throw invalidField(
    'probe',
    probe,
    'has kept no classifier: those of linear, logistic, few-labels and mlp are, of embeddings',
  );
}
