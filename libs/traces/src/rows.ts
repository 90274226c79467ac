import { errorOf, type Node } from './tree.js';

/** A line of a drawing: a node at its depth and what it hangs below, or the place of siblings that are left out. */
export type Row = { depth: number } & ({ node: Node; parent: Node | undefined } | { omitted: Node[] });

/** So many siblings of one name are shown; of more, the first and the last ones. */
const most = 8;
const first = 3;

/** The nodes from top to bottom. With `all`, none is left out. */
export function rowsOf(roots: readonly Node[], all: boolean): Row[] {
  const rows: Row[] = [];
  const visit = (siblings: readonly Node[], depth: number, parent?: Node) => {
    for (const entry of all ? siblings : thinned(siblings)) {
      if (Array.isArray(entry)) {
        rows.push({ depth, omitted: entry });
        continue;
      }
      rows.push({ depth, node: entry, parent });
      visit(entry.children, depth + 1, entry);
    }
  };
  visit(roots, 0);
  return rows;
}

/** The siblings, with a list in the place of those that are left out; none is that failed, or that holds what did. */
function thinned(siblings: readonly Node[]): (Node | Node[])[] {
  const left = new Map<Node, Node[]>();
  for (const name of new Set(siblings.map(({ span }) => span.name))) {
    const group = siblings.filter(({ span }) => span.name === name);
    if (group.length <= most) continue;
    const omitted = group.slice(first, -1).filter((node) => !hasFailed(node));
    for (const node of omitted) left.set(node, omitted);
  }
  return siblings.flatMap((node) => {
    const omitted = left.get(node);
    if (!omitted) return [node];
    return omitted[0] === node ? [omitted] : [];
  });
}

function hasFailed(node: Node): boolean {
  return errorOf(node) !== undefined || node.children.some(hasFailed);
}
