import type { Node } from './tree.js';

/** 85 µs, 3.2 ms, 41 s, 3:20, 1:02:09. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 0.9995) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds < 999.5) return `${short(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 99.95) return `${short(seconds)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** 512 B, 1.2 kB, 274 MB: powers of 1,000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${short(bytes / 1000 ** power)} ${units[power]}`;
}

function short(value: number): string {
  return value < 9.995 ? String(Number(value.toPrecision(2))) : String(Math.round(value));
}

/** What a person calls a span: `StartTraining`, `epoch 3`, `shard 0`. */
export function titleOf({ span }: Node): string {
  const { name, attributes } = span;
  const number = attributes[`parallax.${name}`];
  if (number !== undefined) return `${name} ${number}`;
  return name.replace(/^parallax\.v1\.\w+\//, '');
}

/** The service that did it: `training-worker`; of a call, also whom it asked. */
export function whoOf({ span, callee }: Node): string {
  const short = (service: string) => service.replace(/^parallax-/, '');
  return callee && callee.service !== span.service
    ? `${short(span.service)} → ${short(callee.service)}`
    : short(span.service);
}
