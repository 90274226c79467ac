import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Encoder, EncoderRef } from '@parallax/contract';
import {
  ahead,
  collectionLimits,
  decodeItem,
  encodePng,
  type Fit,
  type Format,
  type Item,
  openFormat,
  pathsSource,
  whyRefused,
} from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import { formatCount } from './format.js';
import type { Session } from './session.js';

/** What one call takes: 64 images, and less than the 8 MiB of a request. */
const CALL_IMAGES = 64;
const CALL_BYTES = 6 * 2 ** 20;

const CALLS_AT_ONCE = 4;

/** For how long a call that the service has no room for is made again, and the first pause, which doubles. Milliseconds. */
const PATIENCE = 120_000;
const PAUSE = 250;

/** A picture that could not be read. */
export interface LeftOut {
  name: string;
  reason: string;
}

/** A picture's file, and its class where its folder or archive tells one. */
export interface Named {
  name: string;
  label?: string | number;
}

type OnLeftOut = (left: LeftOut) => void;

export interface SendFilesOptions<Answer> {
  /** That which the pictures are for. */
  encoder: EncoderRef;
  paths: readonly string[];
  /** Asks the service about some pictures: an answer each, in their order. It is asked again while the service has too much to do. */
  ask(images: Uint8Array[]): Promise<readonly Answer[]>;
  /** Hears of answers in the order of the pictures. */
  onAnswers(answers: readonly (Named & Answer)[]): Promise<void>;
  onLeftOut: OnLeftOut;
}

/**
 * Asks about the pictures of files, folders and archives, or of whatever an import takes: any number, in their order. They are decoded
 * and brought to size here, as the encoder expects, so that what travels is small and a bad file has a name.
 *
 * @returns how many files were no pictures, and the encoder with what it expects of them
 * @throws INVALID_FIELD where a path is none; what the service throws
 */
export async function sendFiles<Answer>(
  session: Session,
  options: SendFilesOptions<Answer>,
): Promise<{ others: number; encoder: Encoder }> {
  const { encoder: ref, paths, ask, onAnswers, onLeftOut } = options;
  const { signal } = session;
  const response = await session.client('EmbeddingService').getEncoder({ encoder: ref }, { signal });
  const encoder = response.encoder as Encoder;
  if (encoder.assumed)
    session.progress.say("the encoder's file says no normalisation: mean and deviation 0.5 are assumed");
  const fit = fitOf(encoder);
  const format = await openPaths(paths, onLeftOut, signal);
  for (const unread of format.unread ?? []) onLeftOut(unread);
  const total = format.units.reduce((sum, { count }) => sum + count, 0);
  let others = format.others ?? 0;
  let done = 0;
  let answered = 0;
  const tell = () => session.progress.update('embed', { stage: 'embedding', done, total, unit: 'images' });
  const decoded = async function* () {
    for await (const { item, outcome } of decodeAll(format, fit, onLeftOut, signal)) {
      if (outcome.kind === 'decoded') yield { item, png: await encodePng(outcome.pixels, fit.size) };
      else {
        if (outcome.kind === 'bad') onLeftOut({ name: item.name, reason: outcome.reason });
        else others++;
        done++;
        tell();
      }
    }
  };
  const call = async (batch: readonly Encoded[]) => {
    const images = batch.map(({ png }) => png);
    return { batch, answers: await untilThereIsRoom(session, () => ask(images)) };
  };
  for await (const { batch, answers } of ahead(batches(decoded()), CALLS_AT_ONCE, call)) {
    const named = batch.map(({ item: { name, label } }, at) => ({
      ...(answers[at] as Answer),
      name,
      ...(label !== undefined && { label: format.classes?.[Number(label)] ?? label }),
    }));
    await onAnswers(named);
    done += named.length;
    answered += named.length;
    tell();
  }
  session.progress.end('embed', `${answered} of ${formatCount(total, 'file')}`);
  return { others, encoder };
}

/** What the paths hold; of some, those that can't be opened are left out by name. @throws INVALID_FIELD where none can be */
async function openPaths(paths: readonly string[], onLeftOut: OnLeftOut, signal: AbortSignal): Promise<Format> {
  try {
    return await openFormat(pathsSource(paths, 'files'), signal);
  } catch (thrown) {
    whyRefused(thrown);
    const good: string[] = [];
    for (const path of paths.length > 1 ? paths : []) {
      const reason = await openFormat(pathsSource([path], 'files'), signal).then(() => undefined, whyRefused);
      if (reason === undefined) good.push(path);
      else onLeftOut({ name: path, reason });
    }
    if (good.length === 0 || good.length === paths.length) throw thrown;
    return openFormat(pathsSource(good, 'files'), signal);
  }
}

function fitOf({ size = 0, fit }: Encoder): Fit {
  return { size, rule: fit === 'squeeze' ? 'squeeze' : 'crop' };
}

interface Encoded {
  item: Item;
  png: Uint8Array;
}

/** Items and what came of them, in their order; some are decoded at once. */
async function* decodeAll({ units }: Format, fit: Fit, onLeftOut: OnLeftOut, signal: AbortSignal) {
  const items = async function* () {
    for (const unit of units) {
      try {
        yield* unit.read(signal);
      } catch (thrown) {
        // A broken archive ends no other.
        onLeftOut({ name: unit.name, reason: whyRefused(thrown) });
      }
    }
  };
  const decode = async (item: Item) => ({
    item,
    outcome: await decodeItem(item, { fit, limits: collectionLimits, signal }),
  });
  yield* ahead(items(), 2 * availableParallelism(), decode);
}

/** As many as one call takes. */
async function* batches(pictures: AsyncIterable<Encoded>): AsyncGenerator<Encoded[]> {
  let batch: Encoded[] = [];
  let bytes = 0;
  for await (const picture of pictures) {
    if (batch.length === CALL_IMAGES || (batch.length > 0 && bytes + picture.png.length > CALL_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(picture);
    bytes += picture.png.length;
  }
  if (batch.length > 0) yield batch;
}

/** Asks again, for some minutes, while the service has too much to do. */
async function untilThereIsRoom<Answer>({ signal }: Session, ask: () => Promise<Answer>): Promise<Answer> {
  const end = performance.now() + PATIENCE;
  for (let pause = PAUSE; ; pause *= 2) {
    try {
      return await ask();
    } catch (thrown) {
      const { reason } = ParallaxError.from(thrown);
      if (reason !== 'OVERLOADED' || performance.now() + pause > end) throw thrown;
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
}
