import { down, readState } from '@parallax/local';
import test from 'ava';
import { parallax } from '../cli/parallax.js';
import { temporaryFolder } from '../local/temporary.js';
import { until } from '../support/until.js';

const small = ['demo', '--images', '512', '--epochs', '1', '--batch', '64', '--k', '50', '--linear-epochs', '2'];

test('a demo that is observed ends with the address of its trace, and stays up to be looked at', async (t) => {
  t.timeout(15 * 60_000);
  const out = await temporaryFolder(t);
  const env = { ...process.env, XDG_STATE_HOME: out };
  t.teardown(() => down(env));
  const { code, stdout, stderr } = await parallax([...small, '--observe', '--out', out], { env });
  t.is(code, 0, stderr);
  const [, traces, id] = /^trace +(http.*)\/trace\/([0-9a-f]{32})$/m.exec(stdout) ?? [];
  t.is(readState(env)?.pages?.traces, traces);
  const operations = async () => {
    const { data } = (await (await fetch(`${traces}/api/traces/${id}`)).json()) as { data?: { spans: Span[] }[] };
    return data?.flatMap(({ spans }) => spans.map(({ operationName }) => operationName)) ?? [];
  };
  // The command's own span is its beginning; those of the workers come in packets.
  await until('the probe is in the trace', async () => (await operations()).includes('probe attempt'), 120);
  t.true((await operations()).includes('experiment'));
});

interface Span {
  operationName: string;
}
