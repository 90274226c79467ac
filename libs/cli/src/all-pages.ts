/** The most that a page of any list has. */
const PAGE_SIZE = 1000;

/** All that a list has, page after page (AIP-158). */
export async function allPages<Page extends { nextPageToken?: string }, Item>(
  ask: (request: { pageSize: number; pageToken: string }) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  let pageToken = '';
  do {
    const page = await ask({ pageSize: PAGE_SIZE, pageToken });
    items.push(...itemsOf(page));
    pageToken = page.nextPageToken ?? '';
  } while (pageToken !== '');
  return items;
}
