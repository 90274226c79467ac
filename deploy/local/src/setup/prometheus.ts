import { fileURLToPath } from 'node:url';
import { goPrograms } from './go.js';
import type { Part } from './part.js';

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
