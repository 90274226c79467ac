import { Client as GrpcClient } from '@grpc/grpc-js';
import type { Settings } from '@parallax/settings';
import { clientCredentials } from './credentials.js';
import { callUnary } from './outgoing.js';
import { definitionOf, type Method } from './services.js';

/** How long an answer may take, in milliseconds. */
const PATIENCE = 2_000;

/**
 * What a server says of itself as a whole, by grpc.health.v1: `SERVING`, `NOT_SERVING`. Ours answer without a token.
 *
 * @throws ParallaxError UNAVAILABLE or DEADLINE where nobody answers
 */
export async function checkHealth(address: string, settings: Settings, signal: AbortSignal): Promise<string> {
  const grpc = new GrpcClient(address, clientCredentials(settings));
  const check = definitionOf('grpc.health.v1.Health').Check as Method;
  try {
    const connection = { grpc, address, token: undefined };
    const answer = await callUnary(connection, check, {}, { signal, timeout: PATIENCE });
    return (answer as { status?: string }).status ?? 'UNKNOWN';
  } finally {
    grpc.close();
  }
}
