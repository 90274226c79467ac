import type { PruneBlobsResponse } from '@parallax/contract';
import type { Command } from 'commander';
import { formatBytes, formatCount } from '../format.js';
import { action } from '../session.js';
import { table } from '../table.js';

const examples = `
Blobs that nothing refers to are removed by themselves within an hour (PARALLAX_BLOB_MINUTES, and ten more), checkpoints that a
later one has overtaken sooner; this looks at once, at those that are old enough. Views are kept by their own budget.

Examples:
  $ parallax prune --dry-run     what would be removed, and why
  $ parallax prune`;

export function addPrune(program: Command): void {
  program
    .command('prune')
    .description('remove blobs from the object store that nothing refers to any more')
    .option('--dry-run', 'only say which', false)
    .addHelpText('after', examples)
    .action(
      action<{ dryRun: boolean }>(async (session, { dryRun }) => {
        const client = session.client('JobService');
        const response = await client.pruneBlobs({ dryRun }, { signal: session.signal, timeout: 600_000 });
        session.answer('PruneBlobsResponse', response, describe(response, dryRun));
      }),
    );
}

function describe({ blobs, count = 0, bytes = 0, unreadable }: PruneBlobsResponse, dryRun: boolean): string {
  const kept = unreadable.map(({ message = '' }) => `blobs that it might need are kept: ${message}`);
  const removed = `${formatCount(count, 'blob')}, ${formatBytes(bytes)}, ${dryRun ? 'would be removed' : 'removed'}`;
  const sum = [removed, ...kept].join('\n');
  if (blobs.length === 0) return sum;
  const rows = blobs.map(({ key = '', size = 0, reason = '' }) => [key, formatBytes(size), reason]);
  const more = count > blobs.length ? [`and ${count - blobs.length} more`] : [];
  return [table(['key', 'size', 'why'], rows), ...more, sum].join('\n');
}
