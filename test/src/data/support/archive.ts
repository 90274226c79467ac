import { once } from 'node:events';
import { crc32, deflateRawSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** A member of a tar that is made for a test: its content, or its header where it is none of a plain file. */
export type TarMember = [name: string, content: string | Uint8Array, header?: Partial<Header>];

export async function tarOf(...members: TarMember[]): Promise<Buffer> {
  const tar = pack();
  const chunks: Uint8Array[] = [];
  tar.on('data', (chunk) => chunks.push(chunk as Uint8Array));
  const ended = once(tar as unknown as NodeJS.EventEmitter, 'end');
  for (const [name, content, header] of members) tar.entry({ name, ...header }, content);
  tar.finalize();
  await ended;
  return Buffer.concat(chunks);
}

/** A member of a zip that is made for a test, and what its headers say that isn't so. */
export interface ZipMember {
  name: string;
  content: string | Uint8Array;
  /** Not packed. */
  isStored?: boolean;
  /** Unix's mode, as `0o120777` for a symbolic link. */
  mode?: number;
  flags?: number;
  method?: number;
  size?: number;
  packedSize?: number;
  crc?: number;
}

/** A zip by hand, since no packer would write what is refused (PKWARE's APPNOTE, 4.3.7, 4.3.12 and 4.3.16). */
export function zipOf(...members: ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const bytes = Buffer.from(member.content as string);
    const packed = member.isStored ? bytes : deflateRawSync(bytes);
    const name = Buffer.from(member.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | (member.flags ?? 0), 2);
    common.writeUInt16LE(member.method ?? (member.isStored ? 0 : 8), 4);
    common.writeUInt32LE(member.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(member.packedSize ?? packed.length, 14);
    common.writeUInt32LE(member.size ?? bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 6);
    attributes.writeUInt32LE(at, 10);
    const madeOnUnix = Buffer.from([20, 3]);
    directory.push(Buffer.from('PK\x01\x02'), madeOnUnix, common, attributes, name);
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}
