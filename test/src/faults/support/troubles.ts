import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../support/s3-proxy.js';
import { scale } from './scale.js';
import type { Testbed } from './testbed.js';

/** Something that happens to what is around a job. */
export interface Trouble {
  title: string;
  /** How long it lasts, in seconds. */
  seconds: number;
  /** Whether a job's `last_failure` says so meanwhile: a server that is slow for seconds fails nothing. */
  isTold?: boolean;
  /** Whether the short form has it. */
  isShort?: boolean;
  /** Begins it, and returns how to end it. */
  begin(bed: Testbed): Promise<() => unknown>;
}

const { away, trouble } = scale.surroundings;

const hour = 3600_000;

export const troubles: readonly Trouble[] = [
  { title: 'NATS is killed', seconds: 5, begin: (bed) => kill(bed, 'nats-server') },
  { title: 'NATS is stopped', seconds: away, begin: (bed) => freeze(bed, 'nats-server') },
  { title: 'NATS is slow', seconds: trouble, begin: (bed) => betweenNats(bed, { delay: 300 }) },
  { title: 'NATS hangs', seconds: away, isShort: true, begin: (bed) => betweenNats(bed, { stalled: true }) },
  { title: 'NATS refuses log-ins', seconds: 5, isShort: true, begin: refuseLogins },
  { title: 'the object store is killed', seconds: 5, begin: (bed) => kill(bed, 'object-store') },
  { title: 'the object store is stopped', seconds: away, begin: (bed) => freeze(bed, 'object-store') },
  { title: 'the object store is slow', seconds: trouble, begin: (bed) => betweenS3(bed, { rate: 20_000 }) },
  { title: 'the object store hangs', seconds: away, isShort: true, begin: (bed) => betweenS3(bed, { hang: true }) },
  {
    title: 'the object store is full',
    seconds: trouble,
    isTold: true,
    isShort: true,
    begin: (bed) => betweenS3(bed, { method: 'PUT', status: 507, code: 'XMinioStorageFull' }),
  },
  {
    title: 'the object store refuses our keys',
    seconds: trouble,
    isTold: true,
    begin: (bed) => betweenS3(bed, { status: 403, code: 'AccessDenied' }),
  },
  // A store refuses whoever's clock is a quarter of an hour off.
  { title: 'all our clocks are an hour ahead', seconds: trouble, isTold: true, isShort: true, begin: clocks(hour) },
  { title: 'all our clocks are an hour behind', seconds: trouble, isTold: true, begin: clocks(-hour) },
  { title: "a worker's clock is an hour ahead", seconds: trouble, isTold: true, begin: clocks(hour, 'training/dist/') },
  { title: "the servers' clocks are an hour behind", seconds: trouble, begin: clocks(-hour, 'dist/server') },
];

function clocks(offset: number, programs = 'services/') {
  return async (bed: Testbed) => {
    await bed.setClocks({ [programs]: offset });
    return () => bed.setClocks({});
  };
}

/** It is started again, which is not waited for here. */
async function kill(bed: Testbed, name: string) {
  bed.signal({ pid: bed.pidOf(name) }, 'SIGKILL');
  return () => {};
}

async function freeze(bed: Testbed, name: string) {
  const pid = bed.pidOf(name);
  bed.signal({ pid }, 'SIGSTOP');
  return () => bed.signal({ pid }, 'SIGCONT');
}

async function betweenNats(bed: Testbed, fault: Testbed['nats']['fault']) {
  bed.nats.fault = fault;
  return () => {
    bed.nats.fault = {};
  };
}

async function betweenS3(bed: Testbed, fault: Fault) {
  bed.s3.fail(fault);
  return () => bed.s3.clear();
}

/** As while a password is changed: NATS has another than the services. */
async function refuseLogins(bed: Testbed) {
  const file = join(bed.servers.directory, 'nats.conf');
  const config = await readFile(file, 'utf8');
  const pid = bed.pidOf('nats-server');
  await writeFile(file, config.replace('$NATS_PASSWORD', '"another-password"'));
  bed.signal({ pid }, 'SIGHUP');
  return async () => {
    await writeFile(file, config);
    bed.signal({ pid }, 'SIGHUP');
  };
}
