import { readFile } from 'node:fs/promises';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Command } from 'commander';
import { askStore } from '../ask-store.js';
import { download } from '../download.js';
import { formatBytes, formatNumber } from '../format.js';
import { checkId, stateOf } from '../jobs.js';
import { action, type Session } from '../session.js';

const examples = `
Examples:
  $ parallax encoders export training-1a2b --out encoder.safetensors
  $ parallax encoders import encoder.safetensors          then: parallax embed --encoder SHA256

The file is the state_dict of the notebook's SimCLR class, as safetensors. In PyTorch:
  model.load_state_dict(safetensors.torch.load_file("encoder.safetensors"), strict=True)`;

export function addEncoders(program: Command): void {
  const encoders = program
    .command('encoders')
    .description('import and export encoders')
    .addHelpText('afterAll', examples);
  encoders
    .command('import')
    .description("take a PyTorch state_dict of the notebook's class, to embed and probe with it")
    .argument('<file>', 'a safetensors file')
    .action(action<object, [string]>(importEncoder));
  encoders
    .command('export')
    .description('write an encoder and its head as a file that PyTorch reads')
    .argument('<id>', 'a training, or an embedding made by the encoder')
    .requiredOption('--out <file>', 'where to')
    .action(action<{ out: string }, [string]>(exportEncoder));
}

async function importEncoder(session: Session, _: object, file: string): Promise<void> {
  const { signal } = session;
  const client = session.client('EmbeddingService');
  const bytes = await readFile(file).catch((cause: Error) => {
    throw invalidField('file', file, `must be a file that can be read (${cause.message})`);
  });
  const upload = await client.createUpload({}, { signal });
  await askStore(upload.url, `the upload of ${file}`, { method: 'PUT', body: new Uint8Array(bytes), signal });
  const response = await client.importEncoder({ key: upload.key }, { signal });
  const { blob, parameters = 0 } = response.encoder ?? {};
  session.answer('ImportEncoderResponse', response, `${blob?.sha256} (${formatNumber(parameters)} parameters)`);
}

async function exportEncoder(session: Session, { out }: { out: string }, id: string): Promise<void> {
  const response = await session.client('JobService').getJob({ id: checkId(id) }, { signal: session.signal });
  const { job = {} } = response;
  if (job.probeSpec) throw invalidField('ID', id, 'must be a training or an embedding: a probe makes no encoder');
  const blob = (job.trainingResult ?? job.embeddingResult)?.encoder?.blob;
  if (!blob) throw new ParallaxError('JOB_NOT_ENDED', `${id} has no encoder: it is ${stateOf(job)}`);
  await download(session, blob, out);
  session.answer('GetJobResponse', response, `${out} (${formatBytes(blob.size ?? 0)}, ${blob.sha256})`);
}
