import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  type CollectionResult,
  DataPointType,
  type IMetricReader,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { invalidField, ParallaxError } from '@parallax/errors';
import { unitSuffix } from './prometheus-names.js';

const path = '/metrics';

/** Where Prometheus reads a process's metrics. */
export interface Endpoint {
  reader: IMetricReader;
  /** Listens until the reader is shut down. Returns the URL. @throws UNAVAILABLE */
  listen(): Promise<string>;
}

/** @param address `host:port`; port 0 takes a free one. @throws INVALID_FIELD */
export function prometheusEndpoint(address: string, metricProducers: MetricProducer[]): Endpoint {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw invalidField('PARALLAX_METRICS_LISTEN', address, 'must be host:port');
  }
  const reader = new Reader({ preventServerStart: true, withoutScopeInfo: true, metricProducers });
  // The exporter's own server takes no port 0.
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] === path) return reader.getMetricsRequestHandler(request, response);
    response.writeHead(404).end();
  }).unref();
  reader.onStop = () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    reader,
    async listen() {
      try {
        server.listen(Number(port), host.replace(/^\[(.*)\]$/, '$1'));
        await once(server, 'listening');
      } catch (cause) {
        throw new ParallaxError(
          'UNAVAILABLE',
          `can't listen on ${address} for metrics (PARALLAX_METRICS_LISTEN): ${(cause as Error).message}`,
          { cause },
        );
      }
      return `http://${host}:${(server.address() as AddressInfo).port}${path}`;
    },
  };
}

class Reader extends PrometheusExporter {
  onStop = (): void => {};

  override async collect(...options: Parameters<PrometheusExporter['collect']>): Promise<CollectionResult> {
    const { resourceMetrics, errors } = await super.collect(...options);
    const scopeMetrics = resourceMetrics.scopeMetrics.map((scope) => ({ ...scope, metrics: scope.metrics.map(named) }));
    return { resourceMetrics: { ...resourceMetrics, scopeMetrics }, errors };
  }

  override onShutdown(): Promise<void> {
    this.onStop();
    return super.onShutdown();
  }
}

/** The exporter leaves the unit out of a name, and a collector that took the same metric over OTLP would not. */
function named(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const suffix = unitSuffix(unit, metric.dataPointType === DataPointType.GAUGE);
  return { ...metric, descriptor: { ...metric.descriptor, name: `${name}${suffix}` } };
}
