import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  ChannelCredentials,
  type Metadata,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Settings, Variable } from '@parallax/settings';
import { toStatus } from './status.js';

/** TLS with PARALLAX_TLS_CERT and PARALLAX_TLS_KEY, plain text without. */
export function serverCredentials(settings: Settings): ServerCredentials {
  const cert = settings.optional('PARALLAX_TLS_CERT');
  const key = settings.optional('PARALLAX_TLS_KEY');
  if (cert === undefined && key === undefined) return ServerCredentials.createInsecure();
  settings.required('PARALLAX_TLS_CERT');
  settings.required('PARALLAX_TLS_KEY');
  const pair = { cert_chain: file(settings, 'PARALLAX_TLS_CERT'), private_key: file(settings, 'PARALLAX_TLS_KEY') };
  return ServerCredentials.createSsl(null, [pair]);
}

/** TLS that trusts PARALLAX_TLS_CA, plain text without. */
export function clientCredentials(settings: Settings): ChannelCredentials {
  if (settings.optional('PARALLAX_TLS_CA') === undefined) return ChannelCredentials.createInsecure();
  return ChannelCredentials.createSsl(file(settings, 'PARALLAX_TLS_CA'));
}

/** What PARALLAX_TOKEN_FILE holds; undefined where it is unset. */
export function bearerToken(settings: Settings): string | undefined {
  if (settings.optional('PARALLAX_TOKEN_FILE') === undefined) return undefined;
  const token = file(settings, 'PARALLAX_TOKEN_FILE').toString('utf8').trim();
  if (token === '')
    throw invalidField('PARALLAX_TOKEN_FILE', settings.optional('PARALLAX_TOKEN_FILE'), 'must not be empty');
  return token;
}

/** Lets in calls that carry the token (`authorization: Bearer …`), and health checks, which probes make without one. */
export function requireToken(token: string): ServerInterceptor {
  const expected = digest(`Bearer ${token}`);
  const refusal = toStatus(
    new ParallaxError('MISSING_CREDENTIALS', 'send the metadata authorization: Bearer and the token of this server'),
  );
  return (method, call) => {
    if (method.path.startsWith('/grpc.health.v1.Health/')) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, pass) {
            if (timingSafeEqual(digest(authorization(metadata)), expected)) pass(metadata);
            else call.sendStatus(refusal);
          },
        }),
    });
  };
}

function authorization(metadata: Metadata): string {
  return String(metadata.get('authorization')[0] ?? '');
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
    throw new ParallaxError('INVALID_FIELD', `${name} is ${JSON.stringify(path)}: it must be a file that can be read`, {
      metadata: { field: name, value: path },
      cause,
    });
  }
}
