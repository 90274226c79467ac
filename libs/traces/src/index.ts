export { toHtml } from './page/html.js';
export { readTrace } from './read.js';
export { toText } from './text.js';
export type { Span, Trace } from './trace.js';
