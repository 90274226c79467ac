import type { Command } from 'commander';
import { describeJob, jobTable } from '../describe.js';
import {
  apiName,
  callsOf,
  hasEnded,
  type Job,
  type JobCalls,
  type Kind,
  kindOf,
  kinds,
  stateOf,
  statusOf,
} from '../jobs.js';
import { toJson } from '../json.js';
import { action, type Session } from '../session.js';
import { secondsOf } from '../time.js';
import { choice, toNumber } from '../values.js';

interface ListOptions {
  kind?: Kind;
  experiment?: string;
  limit: number;
}

const examples = `
Examples:
  $ parallax jobs list --kind training
  $ parallax jobs show probe-1a2b --json
  $ parallax jobs cancel training-1a2b`;

export function addJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('list, show, cancel and delete jobs')
    .addHelpText('afterAll', examples);
  jobs
    .command('list')
    .description('the newest first')
    .addOption(choice('--kind <kind>', 'only jobs of one kind', kinds))
    .option('--experiment <name>', 'only jobs of one experiment')
    .option('--limit <n>', 'how many at most', toNumber, 20)
    .action(action<ListOptions>(list));
  const withId = (name: string, description: string) =>
    jobs.command(name).description(description).argument('<id>', "a job's id");
  withId('show', 'all about a job').action(action<object, [string]>(show));
  withId('cancel', 'ask a job to end').action(action<object, [string]>(cancel));
  withId('delete', 'remove an ended job, and the blobs that nothing else needs').action(
    action<object, [string]>(remove),
  );
}

/** The jobs of several kinds come as one List response, whose form they share. */
async function list(session: Session, { kind, experiment, limit }: ListOptions): Promise<void> {
  const lists = (kind ? [kind] : kinds).map((one) => listOne(callsOf(session, one).list, experiment, limit));
  const made = (job: Job) => secondsOf(statusOf(job).createTime ?? {});
  const found = (await Promise.all(lists)).flat();
  const newest = found.sort((a, b) => made(b) - made(a)).slice(0, limit);
  const json = newest.map((job) => toJson(`${apiName[kindOf(job.id ?? '')]}Job`, job));
  session.document({ jobs: json }, jobTable(newest));
}

async function listOne(call: JobCalls['list'], experiment = '', limit: number): Promise<Job[]> {
  const jobs: Job[] = [];
  let pageToken = '';
  do {
    const page = await call({ pageSize: Math.min(limit, 1000), pageToken, experiment });
    jobs.push(...page.jobs);
    pageToken = page.nextPageToken ?? '';
  } while (pageToken !== '' && jobs.length < limit);
  return jobs;
}

async function show(session: Session, _: object, id: string): Promise<void> {
  const kind = kindOf(id);
  const response = await callsOf(session, kind).get(id);
  session.answer(`Get${apiName[kind]}Response`, response, describeJob(response.job ?? {}));
}

async function cancel(session: Session, _: object, id: string): Promise<void> {
  const kind = kindOf(id);
  const response = await callsOf(session, kind).cancel(id);
  const state = stateOf(response.job ?? {});
  session.answer(
    `Cancel${apiName[kind]}Response`,
    response,
    `${id} ${hasEnded(response.job ?? {}) ? `has ${state}` : 'will end'}`,
  );
}

async function remove(session: Session, _: object, id: string): Promise<void> {
  const kind = kindOf(id);
  const response = await callsOf(session, kind).delete(id);
  session.answer(`Delete${apiName[kind]}Response`, response, `${id} is deleted`);
}
