import { goProgram } from './go.js';
import type { Part } from './part.js';

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
