import { ParallaxError } from '@parallax/errors';

/**
 * Asks the object store itself, by an address that a service has signed.
 *
 * @param what is asked for, for an error's message
 * @throws UNAVAILABLE where the store can't be reached, or refuses
 */
export async function askStore(url: string | undefined, what: string, request: RequestInit): Promise<Response> {
  if (!url) throw new ParallaxError('UNAVAILABLE', `the service gave no address for ${what}`);
  const response = await fetch(url, request).catch((cause: Error & { cause?: { code?: string } }) => {
    if (request.signal?.aborted) throw cause;
    const why = cause.cause?.code ?? cause.message;
    const remedy = 'PARALLAX_S3_PUBLIC_ENDPOINT of the services says where clients find it';
    const message = `the object store at ${new URL(url).host} can't be reached for ${what} (${why}): ${remedy}`;
    throw new ParallaxError('UNAVAILABLE', message, { cause });
  });
  if (response.ok) return response;
  throw new ParallaxError('UNAVAILABLE', `the object store answers ${response.status} for ${what}`);
}
