import { toHtml } from '@parallax/traces';
import test from 'ava';
import { call, made, span } from './support/made.js';

const nasty = '</script><img src=x onerror=alert(1)>';
const page = toHtml(
  made(
    span('1', undefined, 'experiment', { attributes: { note: nasty }, error: nasty }),
    ...call('2', '1', 'StartTraining', 50),
    span('3', '2s', 'steps', {
      service: 'parallax-training-worker',
      start: 50,
      attributes: { 'parallax.stage.stall.seconds': 0.025 },
      links: [{ traceId: 'a'.repeat(32), spanId: '1' }],
    }),
  ),
  { title: `trace of ${nasty}`, job: 'training-1' },
);

test('a page needs nothing from anywhere', (t) => {
  const plain = toHtml(made(span('1', undefined, 'experiment')));
  t.false(/\b(src|href)=|https?:\/\/|@import|url\(/.test(plain));
});

test('nothing that a span says is taken for the page', (t) => {
  t.false(page.includes('<img'));
  const [, json] = /<script type="application\/json" id="spans">(.*)<\/script>/.exec(page) ?? [];
  const details = JSON.parse(json ?? '') as Record<string, { error?: string; attributes: [string, string][] }>;
  t.is(details['1']?.error, nasty);
  t.deepEqual(details['1']?.attributes.at(-1), ['note', nasty]);
});

test('the waterfall is a tree to whoever can’t see it', (t) => {
  t.true(page.includes('<html lang="en">'));
  t.true(page.includes('role="treegrid"'));
  const rows = [...page.matchAll(/<div class="span[^"]*" role="row" id="s(\w+)" aria-level="(\d)"/g)];
  t.deepEqual(
    rows.map(([, id, level]) => `${id} ${level}`),
    // The two sides of the call are one row.
    ['1 1', '2 2', '3 3'],
  );
});

test('a bar stands where its span was, and shows the stages of an epoch’s steps', (t) => {
  const [, bar] = /id="s3"[\s\S]*?(<i class="bar[\s\S]*?<\/i>)/.exec(page) ?? [];
  t.true(bar?.includes('style="--at:0.500000;--for:0.500000"'));
  t.regex(bar ?? '', /<u class="s0" style="width:50\.00%" title="stall 25 ms">/);
});

test('without its script the page has the same as text', (t) => {
  const [, text] = /<noscript><pre>([\s\S]*)<\/pre><\/noscript>/.exec(page) ?? [];
  t.true(text?.includes('StartTraining · cli → training'));
});
