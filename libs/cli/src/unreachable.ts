import { ParallaxError } from '@parallax/errors';

/** After so many milliseconds without an answer the command says that it waits. */
const PATIENCE = 10_000;

/**
 * The client, which says whom it asked and what to do when nobody answers there, and before that, that it still waits.
 *
 * @param who `the training service at localhost:50052 (PARALLAX_TRAINING_ADDRESS)`
 * @param say shows a line to whoever waits
 */
export function explainUnreachable<C extends object>(
  client: C,
  who: string,
  say: (text: string) => void,
  patience = PATIENCE,
): C {
  const explain = (thrown: unknown) => (isUnreachable(thrown) ? unreachable(thrown, who) : thrown);
  return new Proxy(client, {
    get(target, name) {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const answer = method.apply(target, args) as unknown;
        if (answer instanceof Promise) {
          const waiting = setTimeout(say, patience, `${who} has not answered for ${patience / 1000} s: still waiting`);
          const explained = answer.catch((thrown) => Promise.reject(explain(thrown)));
          return explained.finally(() => clearTimeout(waiting));
        }
        return isStream(answer) ? explainStream(answer, explain) : answer;
      };
    },
  });
}

async function* explainStream(stream: AsyncIterable<unknown>, explain: (thrown: unknown) => unknown) {
  try {
    yield* stream;
  } catch (thrown) {
    throw explain(thrown);
  }
}

/**
 * Whether nobody has answered. Of gRPC's own UNAVAILABLE, which says what became of the connection, the facts name the address; what
 * a service says of somebody else, such as a bucket that it can't reach, has facts of its own.
 */
function isUnreachable(thrown: unknown): thrown is ParallaxError {
  if (!(thrown instanceof ParallaxError) || thrown.reason !== 'UNAVAILABLE') return false;
  return thrown.metadata.address !== undefined && /connect|resol/i.test(thrown.message);
}

function unreachable(thrown: ParallaxError, who: string): ParallaxError {
  const message = `${who} does not answer: start the services with \`parallax up\`, or say where they are`;
  return new ParallaxError('UNAVAILABLE', message, { cause: thrown });
}

function isStream(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}
