import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ChannelCredentials, type Metadata, ServerCredentials } from '@grpc/grpc-js';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Settings, Variable } from '@parallax/settings';

/** TLS with PARALLAX_TLS_CERT and PARALLAX_TLS_KEY, plain text without. */
export function serverCredentials(settings: Settings): ServerCredentials {
  const cert = settings.optional('PARALLAX_TLS_CERT');
  const key = settings.optional('PARALLAX_TLS_KEY');
  if (cert === undefined && key === undefined) return ServerCredentials.createInsecure();
  settings.required('PARALLAX_TLS_CERT');
  settings.required('PARALLAX_TLS_KEY');
  const pair = { cert_chain: file(settings, 'PARALLAX_TLS_CERT'), private_key: file(settings, 'PARALLAX_TLS_KEY') };
  checkPem(settings, 'PARALLAX_TLS_CERT', { cert: pair.cert_chain });
  checkPem(settings, 'PARALLAX_TLS_KEY', { cert: pair.cert_chain, key: pair.private_key });
  return ServerCredentials.createSsl(null, [pair]);
}

/** TLS that trusts PARALLAX_TLS_CA, plain text without. */
export function clientCredentials(settings: Settings): ChannelCredentials {
  if (settings.optional('PARALLAX_TLS_CA') === undefined) return ChannelCredentials.createInsecure();
  const ca = file(settings, 'PARALLAX_TLS_CA');
  checkAuthorities(settings, ca);
  return ChannelCredentials.createSsl(ca);
}

/** What PARALLAX_TOKEN_FILE holds; undefined where it is unset. */
export function bearerToken(settings: Settings): string | undefined {
  if (settings.optional('PARALLAX_TOKEN_FILE') === undefined) return undefined;
  const token = file(settings, 'PARALLAX_TOKEN_FILE').toString('utf8').trim();
  if (token === '')
    throw invalidField('PARALLAX_TOKEN_FILE', settings.optional('PARALLAX_TOKEN_FILE'), 'must not be empty');
  return token;
}

/** Whether a call's metadata carries the token: `authorization: Bearer …`. */
export function carriesToken(metadata: Metadata, token: string): boolean {
  const authorization = String(metadata.get('authorization')[0] ?? '');
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`));
}

/** Of equal length, whatever came, as timingSafeEqual demands. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function file(settings: Settings, name: Variable): Buffer {
  const path = settings.required(name);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unusable(name, path, 'a file that can be read', cause);
  }
}

/** What OpenSSL says of a certificate or key that it can't use, before grpc-js says it where nobody listens. */
function checkPem(settings: Settings, name: Variable, pem: SecureContextOptions): void {
  try {
    createSecureContext(pem);
  } catch (cause) {
    throw unusable(name, settings.required(name), `a PEM file that fits (${(cause as Error).message})`, cause);
  }
}

/** OpenSSL takes a text without certificates, or with one that is cut off, for no authority at all. */
function checkAuthorities(settings: Settings, ca: Buffer): void {
  const path = settings.required('PARALLAX_TLS_CA');
  const certificates = ca.toString('latin1').match(/-----BEGIN .*?(-----END [^\n]*|$)/gs) ?? [];
  if (certificates.length === 0) throw unusable('PARALLAX_TLS_CA', path, 'a PEM file with a certificate', undefined);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (cause) {
    throw unusable('PARALLAX_TLS_CA', path, `a PEM file of certificates (${(cause as Error).message})`, cause);
  }
}

function unusable(name: Variable, path: string, wanted: string, cause: unknown): ParallaxError {
  const metadata = { field: name, value: path };
  return new ParallaxError('INVALID_FIELD', `${name} is ${JSON.stringify(path)}: it must be ${wanted}`, {
    metadata,
    cause,
  });
}
