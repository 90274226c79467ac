import { jobKinds } from '@parallax/contract';
import type { Command } from 'commander';
import { describeJob, jobTable } from '../describe.js';
import { checkId, hasEnded, type Job, type State, stateOf, states } from '../jobs.js';
import { toJson } from '../json.js';
import { action, type Session } from '../session.js';
import { choice, toCount } from '../values.js';

interface ListOptions {
  kind?: string;
  experiment?: string;
  state?: State;
  limit: number;
}

const examples = `
Examples:
  $ parallax jobs list --kind training
  $ parallax jobs list --state failed          the dead letters: what was given up, and why
  $ parallax jobs show probe-1a2b --json
  $ parallax jobs cancel training-1a2b         its result will never be
  $ parallax jobs pause training-1a2b          frees its worker and keeps its checkpoint
  $ parallax jobs resume training-1a2b         goes on from there
  $ parallax jobs retry training-1a2b          and before it those that it depends on
  $ parallax jobs delete training-1a2b         its record, and what only it refers to`;

export function addJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('list and show jobs; cancel, pause, resume, retry and delete them')
    .addHelpText('afterAll', examples);
  jobs
    .command('list')
    .description('the newest first')
    .addOption(choice('--kind <kind>', 'only jobs of one kind', jobKinds))
    .option('--experiment <name>', 'only jobs of one experiment')
    .addOption(choice('--state <state>', 'only jobs in one state', states))
    .option('--limit <n>', 'how many at most', toCount, 20)
    .action(action<ListOptions>(list));
  const withId = (name: string, description: string, work: (session: Session, id: string) => Promise<void>) =>
    jobs
      .command(name)
      .description(description)
      .argument('<id>', "a job's id")
      .action(action<object, [string]>((session, _, id) => work(session, checkId(id))));
  withId('show', 'all about a job', show);
  withId('cancel', 'ask a job to end', cancel);
  withId('pause', 'let go of its worker, and keep what it has done', pause);
  withId('resume', 'let a paused job go on', resume);
  withId('retry', 'start a job that failed or was cancelled once more', retry);
  withId('delete', 'remove an ended job; blobs that nothing else needs are collected later', remove);
}

async function list(session: Session, { kind, experiment, state, limit }: ListOptions): Promise<void> {
  const client = session.client('JobService');
  const filter = {
    kind,
    experiment,
    state: state && (`JOB_STATE_${state.toUpperCase() as Uppercase<State>}` as const),
  };
  const jobs: Job[] = [];
  const unreadable: string[] = [];
  let pageToken = '';
  do {
    const pageSize = Math.min(limit - jobs.length, 1000);
    const page = await client.listJobs({ ...filter, pageSize, pageToken }, { signal: session.signal });
    jobs.push(...page.jobs);
    unreadable.push(...page.unreadable.map(({ message = '' }) => message));
    pageToken = page.nextPageToken ?? '';
  } while (pageToken !== '' && jobs.length < limit);
  const text = [jobTable(jobs), ...unreadable.map((message) => `left out: ${message}`)].join('\n');
  session.document({ jobs: jobs.map((job) => toJson('Job', job)), ...(unreadable.length > 0 && { unreadable }) }, text);
}

async function show(session: Session, id: string): Promise<void> {
  const response = await session.client('JobService').getJob({ id }, { signal: session.signal });
  session.answer('GetJobResponse', response, describeJob(response.job ?? {}));
}

async function cancel(session: Session, id: string): Promise<void> {
  const response = await session.client('JobService').cancelJob({ id }, { signal: session.signal });
  session.answer('CancelJobResponse', response, `${id} ${willBe(response.job, 'will end')}`);
}

async function pause(session: Session, id: string): Promise<void> {
  const response = await session.client('JobService').pauseJob({ id }, { signal: session.signal });
  session.answer('PauseJobResponse', response, `${id} ${willBe(response.job, 'will pause')}`);
}

async function resume(session: Session, id: string): Promise<void> {
  const response = await session.client('JobService').resumeJob({ id }, { signal: session.signal });
  session.answer('ResumeJobResponse', response, `${id} ${isNow(response.job)}`);
}

async function retry(session: Session, id: string): Promise<void> {
  const response = await session.client('JobService').retryJob({ id }, { signal: session.signal });
  const state = stateOf(response.job ?? {});
  const { waitsFor = [] } = response.job?.status ?? {};
  const waits = waitsFor.length > 0 ? `: it waits for ${waitsFor.join(', ')}` : '';
  const hint = state === 'paused' ? `: \`parallax jobs resume ${id}\` lets it go on` : waits;
  session.answer('RetryJobResponse', response, `${id} is ${state}${hint}`);
}

async function remove(session: Session, id: string): Promise<void> {
  const response = await session.client('JobService').deleteJob({ id }, { signal: session.signal });
  session.answer('DeleteJobResponse', response, `${id} is deleted`);
}

function isNow(job: Job = {}): string {
  return hasEnded(job) ? willBe(job, '') : `is ${stateOf(job)}`;
}

/** What has become of a job that something is asked of, or will, where its worker has yet to hear of it. */
function willBe(job: Job = {}, future: string): string {
  const state = stateOf(job);
  if (state === 'paused') return 'is paused';
  if (state === 'cancelled') return 'was cancelled';
  return hasEnded(job) ? `has ${state}` : future;
}
