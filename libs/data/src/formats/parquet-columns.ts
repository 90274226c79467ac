import { type FileMetaData, parquetSchema, type SchemaTree } from 'hyparquet';

/** The names of a file's columns that hold its pictures and their labels. */
export interface Columns {
  image: string;
  /** Whether a picture is no more than the path of its file, as text. */
  isText: boolean;
  label: string | undefined;
}

const imageNames = ['image', 'img'];
const labelNames = ['label', 'labels', 'fine_label', 'class'];

/** The columns of pictures and labels; undefined where there are no pictures. */
export function columnsOf(metadata: FileMetaData): Columns | undefined {
  const { children } = parquetSchema(metadata);
  const named = imageNames.map((name) => children.find(({ element }) => element.name === name));
  const structs = children.filter(isPictureStruct);
  const image =
    named.find((column) => column && (isPictureStruct(column) || isBinary(column))) ??
    (structs.length === 1 ? structs[0] : undefined);
  if (!image) return undefined;
  const label = labelNames.find((name) => children.some((column) => column.element.name === name && isLabel(column)));
  return { image: image.element.name, isText: isText(image), label };
}

/** Why a file has no labels though a column is called as theirs are; undefined where it has some, or no such column. */
export function whyNoLabels(metadata: FileMetaData, { image, label }: Columns): string | undefined {
  if (label !== undefined) return undefined;
  const { children } = parquetSchema(metadata);
  const column = children.find(({ element: { name } }) => name !== image && labelNames.includes(name));
  if (!column) return undefined;
  const { element } = column;
  const isList = !isSingle(column) || element.converted_type === 'LIST';
  const type = isList ? 'lists' : (element.type ?? 'structs');
  return `its labels, in the column ${element.name}, are ${type} and neither integers nor text`;
}

/** What Hugging Face's `datasets` says of a class label, in the file's own metadata under `huggingface`. */
interface HuggingFace {
  info?: { features?: Record<string, { names?: unknown } | undefined> };
}

/** The names of the classes; undefined where the file doesn't name them, or not so that they can be understood. */
export function classNamesIn(metadata: FileMetaData, { label }: Columns): readonly string[] | undefined {
  const text = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  if (!text || label === undefined) return undefined;
  try {
    const names = (JSON.parse(text) as HuggingFace | null)?.info?.features?.[label]?.names;
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function isPictureStruct(column: SchemaTree): boolean {
  const bytes = column.children.find(({ element }) => element.name === 'bytes');
  const path = column.children.find(({ element }) => element.name === 'path');
  return isSingle(column) && !!bytes && !!path && isBinary(bytes);
}

function isBinary(column: SchemaTree): boolean {
  return isSingle(column) && column.children.length === 0 && column.element.type === 'BYTE_ARRAY';
}

function isText({ element }: SchemaTree): boolean {
  return element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING';
}

function isLabel(column: SchemaTree): boolean {
  const { type } = column.element;
  return (
    isSingle(column) && column.children.length === 0 && (type === 'INT32' || type === 'INT64' || type === 'BYTE_ARRAY')
  );
}

/** Whether a row has one of it at most. */
function isSingle({ element }: SchemaTree): boolean {
  return element.repetition_type !== 'REPEATED';
}
