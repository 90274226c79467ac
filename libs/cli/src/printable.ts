/**
 * Text that others have named, such as a file or a class, as it is shown on one line: control characters, by which a terminal would move
 * its cursor or take what follows for another line, are written as `\x1b`.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, escaped);
}

/** The same of text with lines and columns of its own, whose ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, escaped);
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
