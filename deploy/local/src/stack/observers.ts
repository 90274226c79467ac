import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Settings } from '@parallax/settings';
import type { SetupPaths } from '../setup/set-up.js';
import { writeWhole } from './folder.js';
import { HOST, type Ports } from './ports.js';
import { httpReady } from './ready.js';
import type { Server } from './servers.js';
import { processNames } from './services.js';

/** Beside the usual ports: Jaeger's page and queries, its OTLP over HTTP, Prometheus, and each process' own metrics. */
export const observersPorts: ObserversPorts = {
  traces: 16686,
  otlp: 4318,
  prometheus: 9090,
  ...Object.fromEntries(processNames.map((name, index) => [name, 9464 + index])),
};

interface ObserversPorts {
  traces: number;
  otlp: number;
  prometheus: number;
  [process: string]: number;
}

export type ObservedPorts = Ports & ObserversPorts;

interface ObserverContext {
  paths: SetupPaths;
  ports: ObservedPorts;
  /** Of the stack. */
  directory: string;
  env: NodeJS.ProcessEnv;
}

/** Where a process is to serve its metrics. */
export function metricsListener(ports: ObservedPorts, name: string): Record<string, string> {
  return { PARALLAX_METRICS_LISTEN: `${HOST}:${ports[name]}` };
}

/**
 * Jaeger, which takes traces over OTLP, keeps them beside the stack's other data, answers queries and shows them. All of
 * its listeners are on the loopback; those that nobody needs take any port.
 */
export async function jaeger({ paths, ports, directory, env }: ObserverContext): Promise<Server> {
  const url = `http://${HOST}:${ports.traces}`;
  const data = join(directory, 'traces');
  await mkdir(data, { recursive: true });
  const listeners = {
    'query.http-server': ports.traces,
    'collector.otlp.http': ports.otlp,
    'query.grpc-server': 0,
    'collector.otlp.grpc': 0,
    'collector.grpc-server': 0,
    'collector.http-server': 0,
    'admin.http': 0,
  };
  return {
    spec: {
      name: 'jaeger',
      command: join(paths.jaeger as string, 'jaeger'),
      args: [
        ...Object.entries(listeners).map(([name, port]) => `--${name}.host-port=${HOST}:${port}`),
        `--query.static-files=${join(paths.jaeger as string, 'page')}`,
        '--badger.ephemeral=false',
        `--badger.directory-key=${join(data, 'keys')}`,
        `--badger.directory-value=${join(data, 'values')}`,
        '--log-level=warn',
      ],
      // It would trace itself, and wait for somebody to take that before it stops.
      env: { ...env, SPAN_STORAGE_TYPE: 'badger', OTEL_TRACES_SAMPLER: 'always_off' },
      log: join(directory, 'logs', 'jaeger.log'),
      ready: httpReady(`${url}/api/services`),
    },
    env: {
      PARALLAX_TRACES_URL: url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://${HOST}:${ports.otlp}/v1/traces`,
    },
  };
}

/** Prometheus, which reads the metrics of each process and of the object store, and minds the alert rules. */
export async function prometheus({ paths, ports, directory, env }: ObserverContext): Promise<Server> {
  const url = `http://${HOST}:${ports.prometheus}`;
  const config = join(directory, 'prometheus.yaml');
  await writeWhole(config, JSON.stringify(configuration(ports, env), null, 2));
  return {
    spec: {
      name: 'prometheus',
      command: paths.prometheus as string,
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, 'metrics')}`,
        `--web.listen-address=${HOST}:${ports.prometheus}`,
        `--web.console.templates=${join(observability, 'console')}`,
        '--log.level=warn',
      ],
      env,
      log: join(directory, 'logs', 'prometheus.log'),
      ready: httpReady(`${url}/-/ready`),
    },
    env: {},
  };
}

/** Not imported, but read: its dashboards' page, and its alert rules. */
const observability = fileURLToPath(new URL('../../../observability', import.meta.url));

/** As deploy/observability/prometheus.yaml, for processes of this machine. JSON is YAML. */
function configuration(ports: ObservedPorts, env: NodeJS.ProcessEnv): object {
  const targets = processNames.map((name) => ({ targets: [`${HOST}:${ports[name]}`], labels: { instance: name } }));
  const store = {
    job_name: 'object-store',
    metrics_path: '/minio/v2/metrics/cluster',
    static_configs: [{ targets: [`${HOST}:${ports.objectStore}`], labels: { instance: 'object-store' } }],
  };
  const isOwnStore = new Settings(env).given('PARALLAX_S3_ENDPOINT') === undefined;
  return {
    global: { scrape_interval: '5s', evaluation_interval: '5s' },
    rule_files: [join(observability, 'alerts.yaml')],
    scrape_configs: [{ job_name: 'parallax', static_configs: targets }, ...(isOwnStore ? [store] : [])],
  };
}
