export { type PageOptions, toHtml } from './page/html.js';
export { readTrace } from './read.js';
export { type TextOptions, toText } from './text.js';
export type { Link, Span, Trace } from './trace.js';
