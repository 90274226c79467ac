import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { until } from './kubectl.js';

/** Forwards a port of this machine to a pod of a service, as a user does, until the test ends. @returns `host:port` */
export async function forward(t: ExecutionContext, namespace: string, service: string, port: number): Promise<string> {
  const args = [`--namespace=${namespace}`, 'port-forward', `service/${service}`, `:${port}`];
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  t.teardown(async () => {
    child.kill();
    await ended;
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  return until(`port ${port} of ${service}`, 30, async () => {
    const [, address] = /Forwarding from (127\.0\.0\.1:\d+)/.exec(said) ?? [];
    if (address === undefined && child.exitCode !== null) throw new Error(said);
    return address;
  });
}
