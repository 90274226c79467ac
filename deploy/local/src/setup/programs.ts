import { fileURLToPath } from 'node:url';
import { goProgram, goPrograms } from './go.js';
import type { Part } from './part.js';

/** The command-line client that the README and the tests call the services with. */
export const grpcurl = goProgram({
  name: 'grpcurl',
  program: 'grpcurl',
  package: 'github.com/fullstorydev/grpcurl/cmd/grpcurl',
  usualSeconds: 35,
});

/** The message server, with JetStream. `PARALLAX_NATS_SERVER` names one to use instead. */
export const natsServer: Part = {
  ...goProgram({
    name: 'nats-server',
    program: 'nats-server',
    package: 'github.com/nats-io/nats-server/v2',
    usualSeconds: 40,
  }),
  variable: 'PARALLAX_NATS_SERVER',
};

/**
 * MinIO's last commit: its repository is archived and its binaries are withdrawn. AGPL-3.0, so it runs as a server of its
 * own, and any other S3 server may take its place (`PARALLAX_S3_ENDPOINT`). `PARALLAX_MINIO` names one to use instead.
 */
export const objectStore: Part = {
  ...goProgram({
    name: 'object-store',
    program: 'minio',
    package: 'github.com/minio/minio',
    usualSeconds: 135,
  }),
  variable: 'PARALLAX_MINIO',
};

/**
 * Keeps metrics and minds alert rules; `promtool` tests the rules (Apache-2.0). Of its service discoveries, which are
 * most of it, it has compose's alone, by DNS. Its module has no built page: Parallax brings one. `PARALLAX_PROMETHEUS`
 * names one to use instead, such as Debian's.
 */
export const prometheus: Part<'prometheus'> = {
  ...goPrograms({
    name: 'prometheus',
    module: fileURLToPath(new URL('../../go/prometheus', import.meta.url)),
    programs: {
      prometheus: 'github.com/prometheus/prometheus/cmd/prometheus',
      promtool: 'github.com/prometheus/prometheus/cmd/promtool',
    },
    tags: 'remove_all_sd,enable_dns_sd',
    usualSeconds: 135,
  }),
  file: 'prometheus',
  variable: 'PARALLAX_PROMETHEUS',
};
