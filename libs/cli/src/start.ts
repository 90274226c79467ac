import type { Job, TrainingSpec } from '@parallax/contract';
import type { Command } from 'commander';
import { follow } from './follow.js';
import type { Session } from './session.js';
import { choice, toNumber, toSeconds } from './values.js';

/** What all commands that start jobs take. */
export interface StartOptions {
  experiment?: string;
  requestId?: string;
  priority?: 'low' | 'normal' | 'high';
  maxAttempts?: number;
  /** Seconds. */
  maxDuration?: number;
  wait: boolean;
}

/** Their names, for commands that refuse them where they start none. */
export const startNames: readonly (keyof StartOptions)[] = [
  'experiment',
  'requestId',
  'priority',
  'maxAttempts',
  'maxDuration',
  'wait',
];

export function addStartFlags(command: Command): Command {
  return command
    .option('--experiment <name>', 'the jobs that belong together; default that of the job it needs, or a new one')
    .option('--request-id <id>', 'starting again with the same id gives the same job')
    .addOption(choice('--priority <level>', 'which of two queued jobs is taken first', ['low', 'normal', 'high']))
    .option('--max-attempts <n>', 'lost computations before the job fails; default 5', toNumber)
    .option('--max-duration <time>', 'from its first attempt to its end, such as 12h or 3d; default 7d', toSeconds)
    .option('--wait', 'watch it until it has ended (the default)', true)
    .option('--no-wait', 'print its id and return');
}

/** The fields that all Start requests have in common. */
export function startFields({ experiment, requestId, priority, maxAttempts, maxDuration }: StartOptions) {
  return {
    experiment,
    requestId,
    options: {
      priority: priority && (`JOB_PRIORITY_${priority.toUpperCase() as Uppercase<typeof priority>}` as const),
      maxAttempts,
      maxDuration: maxDuration === undefined ? undefined : { seconds: maxDuration, nanos: 0 },
    },
  };
}

/**
 * What a command does once its job has been started: prints the id, and watches the job unless it shall not wait.
 *
 * @param type the response's, such as `StartTrainingResponse`
 */
export async function afterStart(session: Session, type: string, response: { job?: Job }, options: StartOptions) {
  const id = response.job?.id ?? '';
  if (!options.wait) return session.answer(type, response, id);
  session.print(id);
  await follow(session, id);
}

/** How a training goes on from another: of its schedule, unless it is asked for, there is a default. */
export function sayContinued({ progress }: Session, { continueFrom, epochs }: Partial<TrainingSpec> = {}): void {
  if (!continueFrom) return;
  const { training, schedule = '' } = continueFrom;
  const how = schedule.endsWith('HELD') ? 'held as in its last step' : 'stretched over all epochs';
  progress.say(`goes on from ${training}, up to epoch ${epochs}; the learning rate is ${how} (--continued-schedule)`);
}
