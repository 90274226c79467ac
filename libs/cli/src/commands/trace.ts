import { writeFile } from 'node:fs/promises';
import { invalidField } from '@parallax/errors';
import { readTrace, type Trace, toHtml, toText } from '@parallax/traces';
import type { Command } from 'commander';
import { checkId, statusOf } from '../jobs.js';
import type { JsonValue } from '../json.js';
import { fileOption } from '../out-options.js';
import { printableLines } from '../printable.js';
import { action, type Session } from '../session.js';

interface TraceOptions {
  html?: string;
  all?: boolean;
}

const examples = `
Examples:
  $ parallax trace training-1a2b
  $ parallax trace training-1a2b --all | less -RS
  $ parallax trace probe-1a2b --html out/trace.html

The trace is that of the whole experiment; what belongs to the job is marked. It is read from the store that
PARALLAX_TRACES_URL names (Jaeger), which \`parallax up --observe\` starts.`;

export function addTrace(program: Command): void {
  program
    .command('trace')
    .argument('<id>', "a job's id")
    .description("draw the trace of a job's experiment: what was done, and how long each part took")
    .addOption(fileOption('--html <file>', 'as a page to fold, zoom and search, which needs nothing else'))
    .option('--all', 'also what many neighbours are much like, such as each of many epochs')
    .addHelpText('after', examples)
    .action(action<TraceOptions, [string]>(drawTrace));
}

async function drawTrace(session: Session, { html, all = false }: TraceOptions, id: string): Promise<void> {
  const store = storeOf(session);
  const { job } = await session.client('JobService').getJob({ id: checkId(id) }, { signal: session.signal });
  const { traceId = '', experiment = '' } = statusOf(job ?? {});
  const trace = await readTrace(store, traceId, session.signal);
  if (html !== undefined) {
    await writeFile(html, toHtml(trace, { title: `${id} in ${experiment}`, job: id }));
    session.document({ file: html, traceId }, `drawn into ${html}`);
    return;
  }
  const { columns = 120, isTTY = false } = process.stdout;
  const colours = isTTY && !process.env.NO_COLOR;
  if (session.json) return session.document(JSON.parse(JSON.stringify(trace)) as JsonValue, '');
  session.draw(toText(printableTrace(trace), { width: columns, colours, job: id, all }));
}

/** What its spans tell, before colours are laid on it. */
function printableTrace(trace: Trace): Trace {
  const safe = (_: string, value: unknown) => (typeof value === 'string' ? printableLines(value) : value);
  return JSON.parse(JSON.stringify(trace), safe) as Trace;
}

function storeOf({ settings }: Session): URL {
  if (settings.optional('PARALLAX_TRACES_URL')) return settings.url('PARALLAX_TRACES_URL');
  throw invalidField('PARALLAX_TRACES_URL', '', 'must name a trace store: `parallax up --observe` starts one');
}
