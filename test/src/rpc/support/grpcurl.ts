import { execFile } from 'node:child_process';
import { setUp } from '@parallax/local';

/** What the real grpcurl says. */
export interface Answer {
  ok: boolean;
  stdout: string;
  stderr: string;
}

/** Runs grpcurl. The address goes where its usage has it: `grpcurl(['-d', '{}'], address, 'package.Service/Method')`. */
export async function grpcurl(flags: readonly string[], address: string, ...rest: string[]): Promise<Answer> {
  const { grpcurl: program } = await setUp({ parts: ['grpcurl'] });
  const args = [...flags, address, ...rest];
  return new Promise((resolve) => {
    execFile(program as string, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    );
  });
}
