import { fileURLToPath } from 'node:url';
import { goPrograms } from './go.js';
import type { Part } from './part.js';

/**
 * Keeps metrics and minds alert rules, and `promtool`, which tests the rules (Apache-2.0). Without the clouds' service
 * discoveries, which are most of it; its module has no built page, so it shows metrics by the console that Parallax
 * brings. `PARALLAX_PROMETHEUS` names one to use instead: Debian's, say, or a release, which has a page.
 */
export const prometheus: Part<'prometheus'> = {
  ...goPrograms({
    name: 'prometheus',
    module: fileURLToPath(new URL('../../go/prometheus', import.meta.url)),
    programs: {
      prometheus: 'github.com/prometheus/prometheus/cmd/prometheus',
      promtool: 'github.com/prometheus/prometheus/cmd/promtool',
    },
    tags: 'remove_all_sd',
    usualSeconds: 120,
  }),
  file: 'prometheus',
  variable: 'PARALLAX_PROMETHEUS',
};
