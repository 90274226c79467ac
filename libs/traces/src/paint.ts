/** How parts of a drawing are coloured in a terminal. */
export interface Paint {
  dim(text: string): string;
  error(text: string): string;
  mark(text: string): string;
  /** In the colour of a service. */
  service(text: string, name: string): string;
}

/** ANSI's bright colours but red, which is for what failed. */
const palette = [94, 92, 93, 96, 95, 34, 32, 36];

/** @param colours false: text stays as it is */
export function painter(colours: boolean): Paint {
  const wrap = (code: number) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  const seen: string[] = [];
  return {
    dim: wrap(2),
    error: wrap(91),
    mark: wrap(93),
    service(text, name) {
      if (!seen.includes(name)) seen.push(name);
      return wrap(palette[seen.indexOf(name) % palette.length] as number)(text);
    },
  };
}
