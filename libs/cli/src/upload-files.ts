import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImportSpecInput, Upload } from '@parallax/contract';
import { ahead, type LocalFile } from '@parallax/data';
import { invalidField, ParallaxError } from '@parallax/errors';
import { type Pack, pack } from 'tar-stream';
import { filesToUpload } from './files-to-upload.js';
import { formatBytes } from './format.js';
import type { Session } from './session.js';

/** Of a tar: what is sent again where it was cut off. A larger file has a tar of its own. */
const PART_BYTES = 64 * 1024 ** 2;

/** Letters by which the service knows what was uploaded. */
const LONGEST_SOURCE = 256;

/** Smaller files are read whole, some ahead of the tar. */
const SMALL_FILE = 1024 ** 2;
const READ_AHEAD = 8;

/** What is written to a connection at once. */
const CHUNK_BYTES = 256 * 1024;

/** Tars that are sent at once. */
const AT_ONCE = 4;

/** Parts whose addresses are asked for with one call. */
const ASKED_AT_ONCE = 100;

/** How often a part is tried, and the first pause, in milliseconds, which doubles. */
const ATTEMPTS = 5;
const PAUSE = 1000;

/** What becomes one tar. */
interface Part {
  index: number;
  files: LocalFile[];
  /** Of the files, without what the tar adds. */
  bytes: number;
}

/**
 * Uploads a file, or all files of a folder and of those below it, packed in tars of 64 MiB, several at once. Parts that an
 * earlier call has sent are not sent again, as long as no file has changed since. Links, and what can't be read, are left out, and told.
 *
 * @param spec of the import for which it is, which is checked before anything is sent
 * @throws INVALID_FIELD where there is no file, one is too large, or the import would be refused; UNAVAILABLE where the object store can't be reached
 */
export async function uploadFiles(session: Session, path: string, spec: ImportSpecInput): Promise<Upload> {
  const files = await filesToUpload(path, session);
  const parts = partsOf(files);
  const id = createHash('sha256')
    .update(JSON.stringify(files.map(({ name, size, modified, changed }) => [name, size, modified, changed])))
    .digest('hex');
  const sent = new Sent(session, parts);
  for (let at = 0; at < parts.length; at += ASKED_AT_ONCE) {
    const some = parts.slice(at, at + ASKED_AT_ONCE);
    const asked = { id, parts: some.map(({ index }) => index), ...(at === 0 && { spec }) };
    const addresses = await session.client('AugmentationService').createImportUpload(asked, { signal: session.signal });
    const missing: { part: Part; url: string }[] = [];
    for (const [place, part] of some.entries()) {
      const url = addresses.parts[place]?.url;
      if (url) missing.push({ part, url });
      else sent.skip(part);
    }
    await sendAll(session, missing, sent);
  }
  sent.end();
  return { id, parts: parts.length, source: path.slice(0, LONGEST_SOURCE) };
}

function partsOf(files: readonly LocalFile[]): Part[] {
  const parts: Part[] = [];
  for (const file of files) {
    const last = parts.at(-1);
    if (last && last.bytes + file.size <= PART_BYTES) {
      last.files.push(file);
      last.bytes += file.size;
    } else parts.push({ index: parts.length, files: [file], bytes: file.size });
  }
  return parts;
}

/** Tells how much has been sent. */
class Sent {
  readonly #session: Session;
  readonly #total: number;
  #done = 0;
  #skipped = 0;

  constructor(session: Session, parts: readonly Part[]) {
    this.#session = session;
    this.#total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(bytes: number): void {
    this.#done += bytes;
    const progress = { stage: 'uploading', done: this.#done, total: this.#total, unit: 'bytes' };
    this.#session.progress.update('upload', progress);
  }

  /** It has been there already. */
  skip({ bytes }: Part): void {
    this.#skipped += bytes;
    this.add(bytes);
  }

  end(): void {
    const before = this.#skipped > 0 ? `, of which ${formatBytes(this.#skipped)} had been uploaded before` : '';
    this.#session.progress.end('upload', `${formatBytes(this.#total)}${before}`);
  }
}

async function sendAll({ signal }: Session, missing: { part: Part; url: string }[], sent: Sent): Promise<void> {
  const failing = new AbortController();
  const ending = AbortSignal.any([signal, failing.signal]);
  const queue = missing.values();
  const sendSome = async () => {
    for (const { part, url } of queue) await sendPart(part, url, sent, ending);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
  } finally {
    failing.abort();
  }
}

async function sendPart(part: Part, url: string, sent: Sent, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    let bytes = 0;
    try {
      await put(url, part, signal, (more) => {
        bytes += more;
        sent.add(more);
      });
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      sent.add(-bytes);
      const error = ParallaxError.from(thrown);
      if (error.reason !== 'UNAVAILABLE' || attempt === ATTEMPTS) throw error;
      await delay(PAUSE * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

/** Puts a tar of the files, read and packed while it is sent, so that it takes no memory. */
async function put(url: string, part: Part, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
  const length = await lengthOf(part);
  const ask = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = ask(url, { method: 'PUT', headers: { 'Content-Length': length }, signal });
  const answered = new Promise<number>((resolve, reject) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
  });
  const tar = pack();
  try {
    // Whoever is answered before all is sent, as by a refusal, hears the answer and not that the connection ended.
    const packed = fill(tar, part, onSent);
    const piped = pipeline(tar as unknown as Readable, inChunks, request);
    const status = await Promise.race([answered, Promise.all([packed, piped]).then(() => answered)]);
    if (status < 200 || status > 299)
      throw new ParallaxError('UNAVAILABLE', `the object store answers ${status} for a part of the upload`);
  } catch (thrown) {
    if (thrown instanceof ParallaxError || signal.aborted) throw thrown;
    const why = (thrown as NodeJS.ErrnoException).code ?? (thrown as Error).message;
    const message = `the object store at ${new URL(url).host} can't be reached for the upload (${why}): PARALLAX_S3_PUBLIC_ENDPOINT of the services says where clients find it`;
    throw new ParallaxError('UNAVAILABLE', message, { cause: thrown });
  } finally {
    tar.destroy();
    request.destroy();
  }
}

async function fill(tar: Pack, { files }: Part, onSent: (bytes: number) => void): Promise<void> {
  for await (const { file, bytes } of ahead(files, READ_AHEAD, readSmall)) {
    try {
      if (bytes) await addWhole(tar, file, bytes);
      else await addInChunks(tar, file, onSent);
    } catch (thrown) {
      throw changed(file, thrown as Error);
    }
    if (bytes) onSent(file.size);
  }
  tar.finalize();
}

/** The bytes of a small file; a larger one is read while it is sent. */
async function readSmall(file: LocalFile): Promise<{ file: LocalFile; bytes?: Buffer }> {
  if (file.size > SMALL_FILE) return { file };
  const bytes = await readFile(file.path).catch((cause: Error) => {
    throw changed(file, cause);
  });
  if (bytes.length !== file.size) throw changed(file, new Error(`it has ${bytes.length} bytes now`));
  return { file, bytes };
}

function addWhole(tar: Pack, file: LocalFile, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(headerOf(file), bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function addInChunks(tar: Pack, file: LocalFile, onSent: (bytes: number) => void): Promise<void> {
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      yield chunk;
      onSent(chunk.length);
    }
  };
  return pipeline(createReadStream(file.path), counted, tar.entry(headerOf(file)));
}

function changed({ path }: LocalFile, cause: Error): ParallaxError {
  return invalidField('SOURCE', path, `must stay as it is while it is uploaded (${cause.message})`, cause);
}

/** Gathers what a tar gives, headers and small files one by one, into chunks that are worth a write to a socket. */
async function* inChunks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let gathered: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    gathered.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(gathered);
    [gathered, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}

function headerOf({ name, size }: Pick<LocalFile, 'name' | 'size'>) {
  // Nothing of the file but its name and bytes matters, and the same files make the same tar.
  return { name, size, mtime: new Date(0), mode: 0o644 };
}

/** How long the tar of a part is: what it adds to files depends on their names alone. */
async function lengthOf({ files }: Part): Promise<number> {
  const tar = pack();
  const counter = new PassThrough();
  let length = 0;
  counter.on('data', (chunk: Buffer) => {
    length += chunk.length;
  });
  const counted = pipeline(tar as unknown as Readable, counter);
  for (const { name } of files) tar.entry(headerOf({ name, size: 0 }), '');
  tar.finalize();
  await counted;
  const padded = files.reduce((sum, { size }) => sum + Math.ceil(size / 512) * 512, 0);
  return length + padded;
}
