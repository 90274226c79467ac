import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { prometheusLabel } from '@parallax/telemetry';
import { prometheus } from './panels.js';

const TAG = 'parallax';

/** An empty dashboard of ours: its data source a variable, with links to the others, which keep the time that is shown. */
export function board(name: string, title: string, about: string): DashboardBuilder {
  const others = new DashboardLinkBuilder('Parallax').type(DashboardLinkType.Dashboards).tags([TAG]);
  return new DashboardBuilder(`Parallax: ${title}`)
    .uid(`parallax-${name}`)
    .description(about)
    .tags([TAG])
    .link(others.asDropdown(false).keepTime(true))
    .refresh('10s')
    .time({ from: 'now-30m', to: 'now' })
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('prometheus').label('Prometheus').type('prometheus'));
}

/** A variable whose values are those of an attribute in some series: several may be chosen, or all. */
export function choice(name: string, label: string, attribute: string, selector: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(prometheus)
    .query(`label_values(${selector}, ${prometheusLabel(attribute)})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}
