/** How pictures are called, those too that are not read here. */
const pictureName = /\.(jpe?g|jfif|png|webp|gif|bmp|tiff?|p[bgnp]m|avif|heic|jp2|jxl|svg|pdf)$/i;

/** Whether a file is named as pictures are. What it is, its bytes tell. */
export function isNamedPicture(name: string): boolean {
  return pictureName.test(name);
}

/** How archives are called, and what each is by its name. */
export const archiveExtensions = [
  ['.tar', 'tar'],
  ['.tar.gz', 'tar.gz'],
  ['.tgz', 'tar.gz'],
  ['.zip', 'zip'],
] as const;

/** Whether a file is called as what a collection is made of: pictures, and archives of them. */
export function isOfCollection(name: string): boolean {
  const small = name.toLowerCase();
  return isNamedPicture(name) || archiveExtensions.some(([extension]) => small.endsWith(extension));
}

/** Whether a file is called as an array or a table. */
export function isOfArrays(name: string): boolean {
  return isTable(name) || /\.(npy|npz)$/i.test(name);
}

export function isTable(name: string): boolean {
  return /\.parquet$/i.test(name);
}
