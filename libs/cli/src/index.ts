export { askStore } from './ask-store.js';
export { describeResult } from './describe.js';
export { formatBytes, formatNumber, formatSeconds } from './format.js';
export { npyHeader, tensorsToNpy } from './npy.js';
export { probeTable } from './probe-table.js';
export { buildProgram } from './program.js';
export { Lines } from './progress-lines.js';
export { makeReport } from './report.js';
export { table } from './table.js';
