import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** The bytes of a column's chunk: its dictionary page where it has one, then its data pages. */
export function rangeOf(chunk: ColumnMetaData): { start: number; end: number } {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  return { start, end: start + Number(chunk.total_compressed_size) };
}

/**
 * Holds the headers of a chunk's pages against the footer, since hyparquet makes arrays of as many values as a page's
 * header claims, before it looks for them.
 *
 * @param bytes of the chunk
 * @throws Error where its pages claim more values than the chunk has, or more bytes
 */
export function checkPages(chunk: ColumnMetaData, bytes: Uint8Array): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let values = 0;
  while (reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader);
    const { compressed_page_size: compressed, uncompressed_page_size: uncompressed } = header;
    const { data_page_header: page, data_page_header_v2: page2, dictionary_page_header: dictionary } = header;
    // Which of them counts is in the page's type; a header that has several lies.
    const counts = [page?.num_values ?? 0, page2?.num_values ?? 0, page2?.num_nulls ?? 0, dictionary?.num_values ?? 0];
    const claimed = Math.max(...counts);
    if (!dictionary) values += claimed;
    if (!(counts.every((count) => count >= 0) && claimed <= chunk.num_values && values <= chunk.num_values)) {
      throw new Error(`a page claims ${claimed} of the ${chunk.num_values} values of its column`);
    }
    if (!(compressed >= 0 && uncompressed >= 0 && uncompressed <= chunk.total_uncompressed_size)) {
      throw new Error(`a page claims ${uncompressed} of the ${chunk.total_uncompressed_size} bytes of its column`);
    }
    reader.offset += compressed;
  }
}
