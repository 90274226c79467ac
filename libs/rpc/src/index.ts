export { checkHealth } from './check-health.js';
export { connect } from './connect.js';
export { type RunServerOptions, runServer, type ServerContext } from './run-server.js';
export { MAX_REQUEST_BYTES, type ServeOptions, type Server, serve } from './server.js';
export type { Call, CallOptions, Client, Implementation, ServiceName } from './services.js';
