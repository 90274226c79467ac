import { totalmem } from 'node:os';
import { Settings } from '@parallax/settings';

/**
 * What all else of a stack takes, in bytes: NATS, the object store, four servers without the datasets that one of them keeps, workers
 * that rest, what observes; and the machine's own.
 */
const others = 3 * 2 ** 30;

/**
 * What a worker of a stack may take, where nobody has said it: what the machine, or this control group, has beside the servers, and at least
 * the variable's default. Each worker has it for itself: few machines train, embed and probe at once.
 *
 * @param machine bytes that there are
 */
export function workerMemoryLimit(env: NodeJS.ProcessEnv, machine = machineMemory()): string {
  const settings = new Settings(env);
  const left = machine - others - settings.count('PARALLAX_IMAGES_BYTES');
  return settings.given('PARALLAX_WORKER_MEMORY') ?? String(Math.max(settings.count('PARALLAX_WORKER_MEMORY'), left));
}

function machineMemory(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}
