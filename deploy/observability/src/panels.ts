import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** A query in PromQL, and what its series are called, by their labels: `{{parallax_stage}}`. */
export interface Line {
  query: string;
  legend: string;
}

export interface Look {
  /** Grafana's name of a unit. Default: a plain number. */
  unit?: string;
  min?: number;
  max?: number;
  /** Columns of 24. Default 8. */
  width?: number;
}

/** Chosen in Grafana, by the dashboard's variables of these names. */
export const prometheus = { type: 'prometheus', uid: '$' + '{prometheus}' };
export const jaeger = { type: 'jaeger', uid: '$' + '{jaeger}' };

const HEIGHT = 8;

/** Lines over time. */
export function graph(title: string, about: string, lines: readonly Line[], look: Look = {}): timeseries.PanelBuilder {
  return dress(new timeseries.PanelBuilder(), title, about, look)
    .targets(lines.map(query))
    .lineWidth(2)
    .spanNulls(false)
    .legend(new common.VizLegendOptionsBuilder().displayMode(common.LegendDisplayMode.List).showLegend(true))
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
}

/** Parts of a whole over time. */
export function stack(title: string, about: string, lines: readonly Line[], look: Look = {}): timeseries.PanelBuilder {
  return graph(title, about, lines, { min: 0, ...look })
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
    .fillOpacity(60)
    .lineWidth(1);
}

/** A number a series, its latest. */
export function numbers(title: string, about: string, lines: readonly Line[], look: Look = {}): stat.PanelBuilder {
  return dress(new stat.PanelBuilder(), title, about, look)
    .targets(lines.map((line, index) => query(line, index).instant()))
    .colorMode(common.BigValueColorMode.None)
    .graphMode(common.BigValueGraphMode.None);
}

/** A bar a series, its latest. */
export function bars(title: string, about: string, lines: readonly Line[], look: Look = {}): bargauge.PanelBuilder {
  return dress(new bargauge.PanelBuilder(), title, about, { min: 0, ...look })
    .targets(lines.map((line, index) => query(line, index).instant()))
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic);
}

function query({ query: expression, legend }: Line, index: number): DataqueryBuilder {
  const refId = String.fromCharCode('A'.charCodeAt(0) + index);
  return new DataqueryBuilder().refId(refId).expr(expression).legendFormat(legend).datasource(prometheus);
}

/** As much of the SDK's panels as they have in common. */
interface Dressed<Self> extends Builder<Panel> {
  title(title: string): Self;
  description(about: string): Self;
  datasource(reference: common.DataSourceRef): Self;
  unit(unit: string): Self;
  min(min: number): Self;
  max(max: number): Self;
  span(columns: number): Self;
  height(rows: number): Self;
}

function dress<Self extends Dressed<Self>>(panel: Self, title: string, about: string, look: Look): Self {
  const { unit = 'short', min, max, width = 8 } = look;
  panel.title(title).description(about).datasource(prometheus).unit(unit).span(width).height(HEIGHT);
  if (min !== undefined) panel.min(min);
  if (max !== undefined) panel.max(max);
  return panel;
}

/** Jaeger's search: the traces that a service has spans with some tags in. The SDK has no builder of it. */
export function traceSearch(service: string, tags: Readonly<Record<string, string>>): Builder<Dataquery> {
  const logfmt = Object.entries(tags).map(([name, value]) => `${name}="${value}"`);
  const search = { refId: 'A', datasource: jaeger, queryType: 'search', service, tags: logfmt.join(' '), limit: 20 };
  return { build: () => ({ ...search, _implementsDataqueryVariant() {} }) };
}
