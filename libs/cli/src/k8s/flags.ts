import { type Command, Option } from 'commander';
import type { SpecFlag } from '../spec.js';
import { toNumber, toSeconds } from '../values.js';
/** What all Jobs take. */
export function addJobFlags(command: Command): Command {
  const deadline = new Option('--deadline <duration>', 'after which it is ended, such as 90m, 6h or 2d');
  return command
    .option('--name <prefix>', 'what its generated name begins with; default what it does')
    .option('--namespace <name>', 'where Parallax is', 'parallax')
    .option('--image <image>', "default this version's, from the registry that the nodes know")
    .addOption(deadline.argParser(toSeconds).default(86_400, '1d'))
    .option('--queue <name>', 'of Kueue, which then says when it may start')
    .option('--experiment <name>', 'the jobs that belong together; default a new one');
}

/** What Jobs take whose pods compute. */
export function addWorkerFlags(command: Command): Command {
  return addJobFlags(command)
    .option('--cpu <cores>', 'for each pod, and as many threads; default 2, with a GPU 4', toNumber)
    .option('--memory <quantity>', 'for each pod; default 4Gi, with a GPU 16Gi')
    .option('--gpu', 'a GPU for each pod')
    .option('--gpu-product <name>', 'only of this kind: the label nvidia.com/gpu.product of nodes')
    .option('--mig <profile>', 'a slice of a GPU instead, such as 1g.10gb')
    .option('--runtime-class <name>', "where NVIDIA's runtime isn't the nodes' default");
}

/** Flags as they were given, for another command that takes them. */
export function givenFlags(flags: readonly SpecFlag[], options: object): string[] {
  return flags.flatMap(({ flags: text }) => {
    const option = new Option(text);
    const value = (options as Record<string, unknown>)[option.attributeName()];
    return value === undefined ? [] : [option.long as string, String(value)];
  });
}
