import { readFile } from 'node:fs/promises';
import { BlobStore } from '@parallax/blobs';
import type { S3Prefix } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import { Settings } from '@parallax/settings';
import { parse } from 'ini';

/** Objects of a bucket, with nothing left open; without a profile they are the object store's own. */
export interface ResolvedPrefix {
  bucket?: string;
  /** Empty where it is all of a bucket. */
  prefix: string;
  profile?: string;
}

/** A key has at most 1,024 bytes. */
const LONGEST_PREFIX = 256;

/** @throws INVALID_FIELD */
export function resolvePrefix(field: string, { bucket = '', prefix = '', profile = '' }: S3Prefix): ResolvedPrefix {
  if (profile !== '' && bucket === '') throw invalidField(`${field}.bucket`, bucket, 'must be named with a profile');
  if (profile === '' || prefix !== '') checkPrefix(`${field}.prefix`, prefix);
  return { ...(bucket && { bucket }), prefix, ...(profile && { profile }) };
}

/** What S3 takes for the beginning of a key, and no store for a path of its own. @throws INVALID_FIELD */
export function checkPrefix(field: string, text: string): void {
  if (text.length <= LONGEST_PREFIX && /^[^/]/.test(text) && !/(^|\/)\.{1,2}(\/|$)|\0/.test(text)) return;
  throw invalidField(
    field,
    text,
    `must be a prefix of keys of 1 to ${LONGEST_PREFIX} characters, such as uploads/cifar`,
  );
}

/**
 * The store that has the objects: `own`, or one of the profiles.
 *
 * @throws INVALID_FIELD that names the field or the setting
 */
export async function openBucket(
  field: string,
  asked: ResolvedPrefix,
  own: BlobStore,
  settings: Settings,
  signal?: AbortSignal,
): Promise<BlobStore> {
  const { bucket, profile } = asked;
  if (profile !== undefined) {
    const foreign = await settingsOf(`${field}.profile`, profile, bucket, settings);
    const store = await BlobStore.openForeign(foreign);
    await checkReadable(field, asked, store, foreign.required('PARALLAX_S3_ENDPOINT'), signal);
    return store;
  }
  if (bucket === undefined || bucket === own.bucket) return own;
  const must = `must be ${own.bucket}, which is Parallax's own, or come with a profile`;
  throw invalidField(`${field}.bucket`, bucket, must);
}

/** What a store says for good, and another try wouldn't change: of the bucket, or of who asks. */
const refusals: Readonly<Record<string, 'bucket' | 'profile'>> = {
  NoSuchBucket: 'bucket',
  AccessDenied: 'profile',
  InvalidAccessKeyId: 'profile',
  SignatureDoesNotMatch: 'profile',
};

/** Asks for the first of the objects. @throws INVALID_FIELD that says why the store refuses; UNAVAILABLE that says which doesn't answer */
async function checkReadable(
  field: string,
  asked: ResolvedPrefix,
  store: BlobStore,
  endpoint: string,
  signal?: AbortSignal,
) {
  try {
    await store.list(asked.prefix, { signal }).next();
  } catch (thrown) {
    const error = ParallaxError.from(thrown);
    const part = refusals[error.metadata.code ?? ''];
    if (part === undefined) throw ofProfile(error, asked, endpoint);
    throw invalidField(
      `${field}.${part}`,
      asked[part] ?? '',
      `must be one that the object store lets us read: ${error.message}`,
    );
  }
}

/** Which object store it is that fails: not Parallax's own, of which nothing would be said but that it is one. */
function ofProfile(error: ParallaxError, { profile = '' }: ResolvedPrefix, endpoint: string): ParallaxError {
  if (error.reason !== 'UNAVAILABLE') return error;
  const { host } = new URL(endpoint);
  const message = `the object store of the profile ${profile}, ${host}, can't be read: ${error.message.replace(/^the object store: /, '')}`;
  return new ParallaxError('UNAVAILABLE', message, { metadata: { ...error.metadata, profile, host }, cause: error });
}

/** What a profile's section says, as AWS's shared credentials file spells it. */
async function settingsOf(
  field: string,
  profile: string,
  bucket: string | undefined,
  settings: Settings,
): Promise<Settings> {
  const path = settings.optional('PARALLAX_S3_PROFILES');
  if (path === undefined)
    throw invalidField(field, profile, 'needs PARALLAX_S3_PROFILES, which is unset in this service');
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw invalidField(
      field,
      profile,
      `needs the file that PARALLAX_S3_PROFILES names, which can't be read (${cause.code})`,
    );
  });
  const sections: Record<string, unknown> = parse(text);
  const found = Object.hasOwn(sections, profile) ? sections[profile] : undefined;
  if (typeof found !== 'object') {
    throw invalidField(
      field,
      profile,
      `must be a section of PARALLAX_S3_PROFILES: ${Object.keys(sections).join(', ') || 'it has none'}`,
    );
  }
  const section = found as Partial<Record<string, string>>;
  for (const key of ['endpoint_url', 'aws_access_key_id', 'aws_secret_access_key']) {
    if (!section[key]) throw invalidField(field, profile, `must have ${key} in PARALLAX_S3_PROFILES`);
  }
  return new Settings({
    PARALLAX_S3_ENDPOINT: section.endpoint_url,
    PARALLAX_S3_REGION: section.region,
    PARALLAX_S3_ACCESS_KEY: section.aws_access_key_id,
    PARALLAX_S3_SECRET_KEY: section.aws_secret_access_key,
    PARALLAX_BUCKET: bucket,
  });
}
